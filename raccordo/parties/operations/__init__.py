from raccordo.parties.operations.importing import (
    Entered,
    choose_rows,
    discard_list,
    enter_list,
    leave_list,
    receive_list,
)
from raccordo.parties.operations.offices import (
    add_office,
    cancel_holding,
    confirm_holding,
    end_holding,
    hold_office,
    record_election,
)
from raccordo.parties.operations.organisations import (
    add_organisation,
    change_organisation,
    close_organisation,
    reopen_organisation,
    tell_town_halls,
)
from raccordo.parties.operations.people import (
    NewPerson,
    Person,
    change_person,
    know_person,
    tie_account,
    tie_own_account,
)
from raccordo.parties.operations.proxies import give_proxy, revoke_proxy

__all__ = [
    "Entered",
    "NewPerson",
    "Person",
    "add_office",
    "add_organisation",
    "cancel_holding",
    "change_organisation",
    "change_person",
    "choose_rows",
    "close_organisation",
    "confirm_holding",
    "discard_list",
    "end_holding",
    "enter_list",
    "give_proxy",
    "hold_office",
    "know_person",
    "leave_list",
    "receive_list",
    "record_election",
    "reopen_organisation",
    "revoke_proxy",
    "tell_town_halls",
    "tie_account",
    "tie_own_account",
]
