"""Who tells the demo, and from when."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from raccordo.journal.acting import Acting
from raccordo.territory.models import Area

DEMO = Acting.system("demo")
INVENTED = "Atto inventato per la dimostrazione"
START = date(2026, 1, 7)


def acting_for(area: Area) -> Acting:
    """The demo, in the book of an area."""
    return Acting(user=None, role="system:demo", mandate=None, area=area.key)


def moment(on: date, hour: int = 5) -> datetime:
    """An hour of a day."""
    return datetime.combine(on, time(hour), UTC)
