"""The votes of a sitting: put to the vote, cast in one go, counted, closed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from raccordo.access.rights import Right
from raccordo.foundation.errors import Refused
from raccordo.governance.models import Attendance, Ballot, Sitting
from raccordo.governance.operations.voting import (
    cast_votes,
    close_ballot,
    correct_vote,
    enter_counts,
    open_ballot,
    recuse,
    undo_recusal,
)
from raccordo.governance.queries.ballots import matter_of, may_be_voted, vote_named
from raccordo.governance.queries.bodies import sittings_open_to
from raccordo.governance.queries.sittings import number_of, recused_from
from raccordo.governance.states import BallotPurpose, BallotState, SittingState, VoteChoice
from raccordo.web.assemblies.sittings.forms import (
    BallotForm,
    CorrectForm,
    CountsForm,
    RecuseForm,
    VotesForm,
)
from raccordo.web.assemblies.sittings.sheet import number_told, voted
from raccordo.web.assemblies.sittings.views import (
    HERE,
    due_in,
    kept_item,
    kept_sitting,
    page_of,
    read_sitting,
    step_of,
)
from raccordo.web.door import MemberRequest, now, refusals_on, requires
from raccordo.web.forms import form_page, opened, saved
from raccordo.web.trails import Trail, trail

BOTH = require_http_methods(["GET", "POST"])


@BOTH
@requires(Right.KEEP_SITTINGS)
def put_to_vote(request: MemberRequest, key: UUID, item: UUID) -> HttpResponse:
    sitting, thing = kept_item(request, key, item)
    if elsewhere := due_in(request, sitting, SittingState.OPEN):
        return elsewhere
    purposes = may_be_voted(thing) or [BallotPurpose.PROPOSAL]
    first = {"purpose": purposes[0], "secret": thing.secret}
    form = opened(request, BallotForm, initial=first, purposes=purposes)
    if form.is_valid():
        with refusals_on(form):
            ballot = open_ballot(thing, by=request.acting, at=now(), **form.cleaned_data)
            return saved(request, _("La votazione è aperta."), ballot_address(sitting, ballot))
    title = _("Metti ai voti")
    return page_of(request, sitting, form, title, button=_("Apri la votazione"), lead=str(thing))


@require_safe
@requires(Right.READ_BODIES)
def ballot_page(request: MemberRequest, key: UUID, ballot: UUID) -> HttpResponse:
    sitting = read_sitting(request, key)
    vote = _ballot(sitting, ballot)
    return render(request, "assemblies/ballot.html", _facts(request, sitting, vote))


@require_POST
@requires(Right.KEEP_SITTINGS)
def cast(request: MemberRequest, key: UUID, ballot: UUID) -> HttpResponse:
    sitting = kept_sitting(request, key)
    vote = _ballot(sitting, ballot)
    there = list(sitting.attendances.filter(votes=True))
    form = VotesForm(request.POST, voters=there)
    votes = form.votes() if form.is_valid() else []
    here = ballot_address(sitting, vote)
    if "all_for" in request.POST:  # who was on the page and has not spoken, nor is marked
        marked, shown = {one.pk for one, _choice in votes}, set(request.POST.getlist("shown"))
        silent = [one for one in _silent(sitting, vote) if one.pk not in marked]
        votes += [(one, VoteChoice.FOR) for one in silent if str(one.key) in shown]
    if not votes:
        messages.warning(request, _("Nessun voto segnato: scegliere per almeno un componente."))
        return redirect(here)
    try:
        cast_votes(vote, votes=votes, by=request.acting, at=now())
    except Refused as refusal:  # nothing is saved, and nothing of what was marked is lost
        messages.error(request, refusal.message)
        again = VotesForm(request.POST, voters=_silent(sitting, vote))
        return render(request, "assemblies/ballot.html", _facts(request, sitting, vote, again))
    said = ngettext("%(n)s voto registrato.", "%(n)s voti registrati.", len(votes))
    messages.success(request, said % {"n": len(votes)})
    return redirect(here)


@BOTH
@requires(Right.KEEP_SITTINGS)
def count(request: MemberRequest, key: UUID, ballot: UUID) -> HttpResponse:
    sitting = kept_sitting(request, key)
    vote = _ballot(sitting, ballot)
    form = opened(request, CountsForm)
    if form.is_valid():
        with refusals_on(form):
            enter_counts(vote, by=request.acting, **form.cleaned_data)
            return saved(request, _("Lo scrutinio è registrato."), ballot_address(sitting, vote))
    title = _("Registra lo scrutinio")
    return form_page(
        request,
        form,
        title=title,
        button=title,
        trail=_trail(sitting, vote, title),
        back=ballot_address(sitting, vote),
        lead=vote.question,
    )


@BOTH
@requires(Right.KEEP_SITTINGS)
def abstain(request: MemberRequest, key: UUID, ballot: UUID) -> HttpResponse:
    sitting = kept_sitting(request, key)
    vote = _ballot(sitting, ballot)
    there = [one.pk for one in _may_recuse(sitting, vote)]
    form = opened(request, RecuseForm, voters=sitting.attendances.filter(pk__in=there))
    if form.is_valid():
        with refusals_on(form):
            recuse(vote, by=request.acting, at=now(), **form.cleaned_data)
            said = _("L'astensione obbligatoria è registrata.")
            return saved(request, said, ballot_address(sitting, vote))
    title = _("Astensione obbligatoria")
    return form_page(
        request,
        form,
        title=title,
        button=_("Registra"),
        trail=_trail(sitting, vote, title),
        back=ballot_address(sitting, vote),
        lead=_(
            "Chi ha un interesse proprio, o di parenti e affini fino al quarto grado, lascia la"
            " discussione e il voto (art. 78 c. 2 TUEL): non conta fra i presenti."
        ),
    )


@BOTH
@requires(Right.KEEP_SITTINGS)
def correct(request: MemberRequest, key: UUID, ballot: UUID, seat: UUID) -> HttpResponse:
    sitting = kept_sitting(request, key)
    vote = _ballot(sitting, ballot)
    one = get_object_or_404(sitting.attendances, key=seat)
    cast = vote.votes.filter(attendance=one).first()
    if cast and cast.choice == VoteChoice.RECUSED:
        return _take_part_again(request, sitting, vote, one)
    form = opened(request, CorrectForm, initial={"choice": cast.choice if cast else ""})
    if form.is_valid():
        with refusals_on(form):
            told = form.cleaned_data
            correct_vote(vote, attendance=one, by=request.acting, at=now(), **told)
            return saved(request, _("Il voto è corretto."), ballot_address(sitting, vote))
    title = _("Correggi il voto")
    return form_page(
        request,
        form,
        title=title,
        button=_("Correggi"),
        trail=_trail(sitting, vote, title),
        back=ballot_address(sitting, vote),
        lead=_("%s. Il voto di prima resta nel registro.") % (cast or one.title),
    )


def _take_part_again(
    request: MemberRequest, sitting: Sitting, vote: Ballot, one: Attendance
) -> HttpResponse:
    """Who was said to abstain by mistake; of a secret vote too, of which nobody's is written."""
    here, form = ballot_address(sitting, vote), opened(request, forms.Form)
    if form.is_valid():
        with refusals_on(form):
            undo_recusal(vote, attendance=one, by=request.acting)
            said = _("L'astensione obbligatoria è tolta: «%s» partecipa al voto.") % one.title
            return saved(request, said, here)
    title = _("Togli l'astensione obbligatoria")
    return form_page(
        request,
        form,
        title=title,
        button=_("Togli l'astensione"),
        trail=_trail(sitting, vote, title),
        back=here,
        lead=_("«%s» torna fra chi vota. Ciò che era scritto resta nel registro.") % one.title,
        keeps_draft=False,
    )


@require_POST
@requires(Right.KEEP_SITTINGS)
def close(request: MemberRequest, key: UUID, ballot: UUID) -> HttpResponse:
    sitting = kept_sitting(request, key)
    vote = _ballot(sitting, ballot)
    here = ballot_address(sitting, vote)
    try:
        closed = close_ballot(vote, by=request.acting, at=now())
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(here)
    told = voted(closed)
    said = _("Votazione chiusa. %(outcome)s (%(words)s)") % {
        "outcome": told.outcome,
        "words": told.words,
    }
    messages.success(request, said)
    return redirect(here)


def ballot_address(sitting: Sitting, ballot: Ballot) -> str:
    return reverse("assemblies:sitting_ballot", args=[sitting.key, ballot.key])


def _ballot(sitting: Sitting, key: UUID) -> Ballot:
    found = Ballot.objects.filter(item__sitting=sitting).select_related("item")
    ballot = get_object_or_404(found, key=key)
    ballot.item.sitting = sitting
    return ballot


def _silent(sitting: Sitting, ballot: Ballot) -> list[Attendance]:
    """Who is there, may vote, and has not spoken yet."""
    heard = set(ballot.votes.values_list("attendance", flat=True))
    there = sitting.attendances.filter(votes=True)
    return [one for one in there if one.in_the_room and one.pk not in heard]


def _may_recuse(sitting: Sitting, ballot: Ballot) -> list[Attendance]:
    """Who is there and may vote, whatever she has said so far, and has not left the item."""
    gone = recused_from(ballot)
    there = sitting.attendances.filter(votes=True)
    return [one for one in there if one.in_the_room and one.pk not in gone]


def _facts(
    request: MemberRequest, sitting: Sitting, ballot: Ballot, sent: VotesForm | None = None
) -> dict[str, Any]:
    open_ = ballot.state == BallotState.OPEN
    kept = sittings_open_to(request.acting, Right.KEEP_SITTINGS, on=request.today)
    ours = open_ and kept.filter(pk=sitting.pk).exists()
    silent, palese = _silent(sitting, ballot), not ballot.secret
    verdict = number_of(
        sitting,
        sitting.attendances.all(),
        matter=matter_of(ballot.item, BallotPurpose(ballot.purpose)),
        recused=recused_from(ballot),
    )
    return {
        "sitting": sitting,
        "ballot": ballot,
        "open": open_,
        "may_keep": ours,
        "votes": ballot.votes.select_related("attendance"),
        "silent": silent,
        "may_recuse": ours and bool(_may_recuse(sitting, ballot)),
        "purpose": vote_named(ballot),
        "form": (sent or VotesForm(voters=silent)) if ours and silent and palese else None,
        "number": number_told(verdict) if open_ else None,
        "voted": voted(ballot) if ballot.tally else None,
        "trail": _trail(sitting, ballot),
    }


def _trail(sitting: Sitting, ballot: Ballot, title: str = "") -> Trail:
    steps = trail(HERE, step_of(sitting))
    if not title:
        return [*steps, (_("Votazione"), "")]
    return [*steps, (_("Votazione"), ballot_address(sitting, ballot)), (title, "")]
