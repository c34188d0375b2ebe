from raccordo.acts.operations.entering import AttachedFile, attach_file, enter_act, make_organ
from raccordo.acts.operations.importing import import_acts
from raccordo.acts.operations.signing import (
    fix_text,
    protocol_act,
    publish_act,
    put_back_signed,
    reopen_draft,
)
from raccordo.acts.operations.standing import add_opinion, change_standing
from raccordo.acts.operations.writing import draft_act, rewrite_act

__all__ = [
    "AttachedFile",
    "add_opinion",
    "attach_file",
    "change_standing",
    "draft_act",
    "enter_act",
    "fix_text",
    "import_acts",
    "make_organ",
    "protocol_act",
    "publish_act",
    "put_back_signed",
    "reopen_draft",
    "rewrite_act",
]
