from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from raccordo.accounts.models import User
from raccordo.foundation.errors import Refused
from raccordo.foundation.stamps import require_seen
from raccordo.foundation.writing import on_a_line, told
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.participation.models import Occasion
from raccordo.participation.rules.texts import cleaned
from raccordo.planning.models import Plan, Remark, Section
from raccordo.planning.queries.changing import plan_to_write, section_to_write
from raccordo.planning.queries.stamps import stamp_of
from raccordo.planning.rules.codes import code_typed, sound_code
from raccordo.planning.states import RemarkState, SectionState

LONGEST_TEXT = 200_000


@operation
def write_section(
    section: Section,
    *,
    text: str,
    seen: str,
    by: Acting,
    at: datetime,
    state: SectionState = SectionState.WRITING,
) -> Section:
    """Write the text of a section, if nobody has written it since one saw it."""
    section = section_to_write(section)
    require_seen(section, seen=seen, now=stamp_of(section))
    text = cleaned(text)
    if len(text) > LONGEST_TEXT:
        raise Refused(
            _("Il testo è più lungo di 200.000 caratteri: dividerlo fra più sezioni."),
            field="text",
        )
    if state == SectionState.READY and not text and not section.shows:
        raise Refused(_("Una sezione pronta ha un testo."), field="text")
    section.text = text
    section.state = state if text or state == SectionState.READY else SectionState.EMPTY
    section.written_at, section.written_by = at, _writer(by)
    section.save(update_fields=["text", "state", "written_at", "written_by"])
    record(by=by, what="section.written", subject=section, state=section.state, long=len(text))
    return section


@operation
def add_section(
    plan: Plan, *, code: str, title: str, by: Acting, after: Section | None = None
) -> Section:
    """Add a section that the template does not have, after another or at the end."""
    plan = plan_to_write(plan)
    code = code_typed(code)
    if not sound_code(code):
        raise Refused(_("Il codice è di cifre e lettere: per esempio 3.5."), field="code")
    if plan.sections.filter(code=code).exists():
        raise Refused(_("C'è già una sezione con questo codice."), field="code")
    order = list(plan.sections.order_by("position", "pk"))
    place = order.index(after) + 1 if after in order else len(order)
    section = Section(
        plan=plan,
        parent=after.parent if after else None,
        code=code,
        title=on_a_line(title, field="title", longest=200),
        mandatory=False,
    )
    section.position = place + 1
    section.save()
    for position, one in enumerate([*order[:place], section, *order[place:]], start=1):
        Section.objects.filter(pk=one.pk).update(position=position)
    record(by=by, what="section.added", subject=section, code=code, title=section.title)
    return section


@operation
def drop_section(section: Section, *, by: Acting) -> None:
    """Take away an empty section that the template does not want."""
    section = section_to_write(section)
    if section.mandatory or section.children.exists():
        raise Refused(_("Il modello vuole questa sezione: non si toglie."))
    if section.text or section.remarks.exists() or section.origins.exists():
        raise Refused(_("Questa sezione non è vuota: prima toglierne il testo e i collegamenti."))
    record(by=by, what="section.dropped", subject=section.plan, code=section.code)
    section.delete()


@operation
def remark_section(
    section: Section, *, text: str, by: Acting, on: date, occasion: Occasion | None = None
) -> Remark:
    """Say something of a section, for a table or for oneself."""
    plan_to_write(section.plan)
    remark = Remark.objects.create(
        section=section,
        occasion=occasion,
        made_by=_writer(by),
        text=cleaned(told(text, field="text", longest=5_000)),
        made_on=on,
    )
    record(by=by, what="section.remarked", subject=section, remark=remark.key)
    return remark


@operation
def answer_remark(
    remark: Remark, *, state: RemarkState, by: Acting, on: date, answer: str = ""
) -> Remark:
    """Say what became of a remark: taken into the text, or left and why."""
    section_to_write(remark.section)
    remark = Remark.objects.select_for_update(of=("self",)).get(pk=remark.pk)
    answer = cleaned(answer)[:2_000]
    if state == RemarkState.LEFT and not answer:
        raise Refused(_("Dire perché l'osservazione non è accolta."), field="answer")
    remark.state, remark.answer = state, answer
    remark.answered_on = None if state == RemarkState.OPEN else on
    remark.save(update_fields=["state", "answer", "answered_on"])
    record(by=by, what="section.remark_answered", subject=remark.section, state=state)
    return remark


def _writer(by: Acting) -> User | None:
    return by.user if isinstance(by.user, User) else None
