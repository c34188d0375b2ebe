"""What falls due in the demo: what the law wants this year, what the office has given itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from raccordo.accounts.models import User
from raccordo.governance.operations.duties import add_activity
from raccordo.governance.operations.ruling import adopt_rules
from raccordo.governance.queries.duties import rules_for
from raccordo.governance.rules.deadlines import AFTER
from raccordo.keeper.demo.telling import acting_for
from raccordo.territory.models import Area


def tell_duties(ambito: Area, users: Sequence[User], *, on: date) -> None:
    """The scadenzario of the office, for this year and the next."""
    named = {user.email.partition("@")[0]: user for user in users}
    office, social = named["ufficio"], named["sociale"]
    by = acting_for(ambito)
    codes = [rule.code for rule in rules_for(ambito, on=on) if rule.when["sort"] != AFTER]
    since = on - timedelta(days=40)
    for year in (on.year, on.year + 1):
        adopt_rules(ambito, codes=codes, year=year, since=since, owner=office, by=by, on=on)
    for title, days, owner in (
        ("Preparare la nota tecnica per la prossima seduta", 9, office),
        ("Sopralluogo al centro diurno di Treglio", 2, social),
        ("Aggiornare l'elenco delle associazioni", 45, None),
    ):
        due_on = on + timedelta(days=days)
        add_activity(area=ambito, title=title, due_on=due_on, owner=owner, by=by, on=on)
