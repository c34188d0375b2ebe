from raccordo.access.models import Place
from raccordo.access.operations.accounts import invite_again, let_in, note_fiscal_code
from raccordo.access.operations.cards import Asked, ask_to_confirm
from raccordo.access.operations.links import open_link, renew_link, revoke_link, revoke_links
from raccordo.access.operations.mandates import end_mandate, give_mandate
from raccordo.access.operations.offices import cancel_in_office, end_office, seat_in_office
from raccordo.access.operations.registers import (
    NewOrgan,
    begin_act,
    discard_act,
    file_act,
    register_act,
    register_acts,
)

__all__ = [
    "Asked",
    "NewOrgan",
    "Place",
    "ask_to_confirm",
    "begin_act",
    "cancel_in_office",
    "discard_act",
    "end_mandate",
    "end_office",
    "file_act",
    "give_mandate",
    "invite_again",
    "let_in",
    "note_fiscal_code",
    "open_link",
    "register_act",
    "register_acts",
    "renew_link",
    "revoke_link",
    "revoke_links",
    "seat_in_office",
]
