from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from raccordo.acts.models import Act
from raccordo.foundation.errors import Refused
from raccordo.foundation.stamps import require_seen
from raccordo.foundation.writing import at_most, on_a_line
from raccordo.journal.acting import Acting
from raccordo.journal.recording import operation, record
from raccordo.parties.models import Organisation
from raccordo.planning.models import Action, Contract, Procedure, ProcedureStep
from raccordo.planning.queries.changing import action_to_carry_out, procedure_to_change
from raccordo.planning.queries.stamps import stamp_of
from raccordo.planning.states import ManagementForm

CIG_LENGTH = 10


@dataclass(frozen=True, slots=True)
class StepFact:
    """A step of a procedure as its page tells it."""

    title: str
    planned_on: date
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """What is told of a contract or a convention."""

    provider: Organisation
    subject: str
    value: Decimal
    since: date
    until: date
    extendable_until: date | None = None
    cig: str = ""
    without_cig: str = ""
    act: Act | None = None


@operation
def add_procedure(
    action: Action, *, form: ManagementForm, title: str, by: Acting, officer: str = ""
) -> Procedure:
    """Say how an action is managed, and who answers for it."""
    action = action_to_carry_out(action)
    procedure = Procedure(action=action)
    _write(procedure, form=form, title=title, officer=officer)
    procedure.save()
    record(by=by, what="procedure.added", subject=procedure, form=form, title=procedure.title)
    return procedure


@operation
def change_procedure(
    procedure: Procedure,
    *,
    form: ManagementForm,
    title: str,
    seen: str,
    by: Acting,
    officer: str = "",
) -> Procedure:
    """Change how an action is managed, if nobody has changed it since one saw it."""
    procedure = procedure_to_change(procedure)
    require_seen(procedure, seen=seen, now=stamp_of(procedure))
    _write(procedure, form=form, title=title, officer=officer)
    procedure.save()
    record(by=by, what="procedure.changed", subject=procedure, form=form, title=procedure.title)
    return procedure


@operation
def write_steps(
    procedure: Procedure, steps: Sequence[StepFact], *, by: Acting, on: date
) -> Procedure:
    """Write the steps of a procedure: when each is foreseen and when it was done."""
    procedure = procedure_to_change(procedure)
    procedure.steps.all().delete()
    for position, step in enumerate(steps, start=1):
        if step.done_on and step.done_on > on:
            raise Refused(_("«%s»: il giorno in cui è stato fatto deve venire.") % step.title)
        ProcedureStep.objects.create(
            procedure=procedure,
            position=position,
            title=on_a_line(step.title, field="title", longest=200),
            planned_on=step.planned_on,
            done_on=step.done_on,
        )
    record(by=by, what="procedure.steps_written", subject=procedure, steps=len(steps))
    return procedure


@operation
def drop_procedure(procedure: Procedure, *, by: Acting) -> None:
    """Take away a procedure that was written by mistake and has no contract."""
    procedure = procedure_to_change(procedure)
    if procedure.contracts.exists():
        raise Refused(_("La procedura ha un contratto: resta."))
    record(by=by, what="procedure.dropped", subject=procedure.action, title=procedure.title)
    procedure.delete()


@operation
def add_contract(procedure: Procedure, facts: ContractFacts, *, by: Acting) -> Contract:
    """Write down who does it, for how much and until when."""
    procedure = procedure_to_change(procedure)
    contract = Contract(procedure=procedure)
    _write_contract(contract, facts)
    contract.save()
    record(by=by, what="contract.added", subject=contract, value=contract.value)
    return contract


@operation
def change_contract(contract: Contract, facts: ContractFacts, *, seen: str, by: Acting) -> Contract:
    """Change what is told of a contract, if nobody has changed it since one saw it."""
    procedure_to_change(contract.procedure)
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    require_seen(contract, seen=seen, now=stamp_of(contract))
    before = contract.value
    _write_contract(contract, facts)
    contract.save()
    record(by=by, what="contract.changed", subject=contract, before=before, value=contract.value)
    return contract


def _write(procedure: Procedure, *, form: ManagementForm, title: str, officer: str) -> None:
    procedure.form = ManagementForm(form)
    procedure.title = on_a_line(title, field="title", longest=200)
    procedure.officer = at_most(" ".join(officer.split()), field="officer", longest=160)


def _write_contract(contract: Contract, facts: ContractFacts) -> None:
    if facts.until <= facts.since:
        raise Refused(_("La fine deve seguire l'inizio."), field="until")
    if facts.extendable_until and facts.extendable_until < facts.until:
        raise Refused(_("La proroga finisce dopo la scadenza."), field="extendable_until")
    if facts.value < 0:
        raise Refused(_("Il valore non può essere negativo."), field="value")
    cig = "".join(facts.cig.upper().split())
    if cig and not (len(cig) == CIG_LENGTH and cig.isascii() and cig.isalnum()):
        raise Refused(_("Il CIG è di 10 lettere e cifre."), field="cig")
    why = at_most(" ".join(facts.without_cig.split()), field="without_cig", longest=200)
    if not cig and not why:
        raise Refused(_("Indicare il CIG, oppure perché non c'è."), field="cig")
    contract.provider, contract.value, contract.act = facts.provider, facts.value, facts.act
    contract.subject = on_a_line(facts.subject, field="subject", longest=200)
    contract.since, contract.until = facts.since, facts.until
    contract.extendable_until = facts.extendable_until
    contract.cig, contract.without_cig = cig, "" if cig else why
