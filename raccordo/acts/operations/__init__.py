from raccordo.acts.operations.attaching import AttachedFile, attach_file
from raccordo.acts.operations.entering import complete_act, enter_act, make_organ
from raccordo.acts.operations.importing import Brought, import_acts
from raccordo.acts.operations.signing import (
    fix_text,
    protocol_act,
    publish_act,
    put_back_signed,
    reopen_draft,
)
from raccordo.acts.operations.standing import add_opinion, change_standing, require_in_force
from raccordo.acts.operations.writing import discard_draft, draft_act, rewrite_act

__all__ = [
    "AttachedFile",
    "Brought",
    "add_opinion",
    "attach_file",
    "change_standing",
    "complete_act",
    "discard_draft",
    "draft_act",
    "enter_act",
    "fix_text",
    "import_acts",
    "make_organ",
    "protocol_act",
    "publish_act",
    "put_back_signed",
    "reopen_draft",
    "require_in_force",
    "rewrite_act",
]
