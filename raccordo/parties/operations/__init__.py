from raccordo.parties.operations.cards import (
    approve_card,
    change_card,
    confirm_card,
    propose_card,
    refuse_card,
    tell_works,
)
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
from raccordo.parties.operations.roles import (
    end_agreement,
    end_stake,
    give_stakes,
    record_agreement,
)

__all__ = [
    "Entered",
    "NewPerson",
    "Person",
    "add_office",
    "add_organisation",
    "approve_card",
    "cancel_holding",
    "change_card",
    "change_organisation",
    "change_person",
    "choose_rows",
    "close_organisation",
    "confirm_card",
    "confirm_holding",
    "discard_list",
    "end_agreement",
    "end_holding",
    "end_stake",
    "enter_list",
    "give_proxy",
    "give_stakes",
    "hold_office",
    "know_person",
    "leave_list",
    "propose_card",
    "receive_list",
    "record_agreement",
    "record_election",
    "refuse_card",
    "reopen_organisation",
    "revoke_proxy",
    "tell_town_halls",
    "tell_works",
    "tie_account",
    "tie_own_account",
]
