"""The proposals received, as the office looks for them: a list and a spreadsheet."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.http import require_safe

from raccordo.access.rights import RIGHTS, Right, Role
from raccordo.documents.sheets import write_xlsx
from raccordo.foundation.keys import key_of
from raccordo.participation.importing.comparing import GROUPS, KINDS
from raccordo.participation.models import Contribution
from raccordo.participation.queries.contributions import (
    Wanted,
    consultations_open_to,
    contributions_found,
    contributions_open_to,
)
from raccordo.participation.states import OPEN, AuthorKind, VoiceSort, VoiceState
from raccordo.vocabularies.queries import terms_of
from raccordo.web.door import MemberRequest, requires
from raccordo.web.files import attached
from raccordo.web.voices.lists import query_of, towns_seen

HERE = (_later("Proposte"), "voices:proposals")
A_PAGE, MOST_TOWNS, MOST_CONSULTATIONS, MOST_FOUND = 25, 150, 100, 1000
STATES = [one for one in VoiceState.choices if one[0] != VoiceState.UNCONFIRMED]
SHOWN = {"senza-risposta": _later("solo senza risposta"), "ritardo": _later("solo in ritardo")}
SHOWN |= {"da-comunicare": _later("solo con la risposta da comunicare")}
NAMES = ("q", "stato", "tipo", "gruppo", "bisogno", "comune", "consultazione", "chi", "mostra")


@require_safe
@requires(Right.READ_VOICES)
def proposals(request: MemberRequest) -> HttpResponse:
    choices = _choices(request)
    page, more = _page(request, _found(request, choices))
    chosen = {name: request.GET.get(name, "") for name in NAMES}
    facts: dict[str, Any] = {
        "page": page,
        "more": more,
        "chosen": chosen,
        "filtered": any(chosen.values()),
        "query": query_of(request),
        "today": request.today,
        "open_states": OPEN,
        "named": _named(request, page.object_list),
        "may_take": may(request, Right.TAKE_VOICES),
        "may_keep": may(request, Right.KEEP_VOICES),
    }
    if request.htmx:
        return render(request, "voices/proposals/list.html#list", facts)
    facts |= choices | {"states": STATES, "sorts": VoiceSort.choices}
    facts |= {"authors": AuthorKind.choices, "shown": SHOWN, "counts": _counts(request)}
    return render(request, "voices/proposals/list.html", facts)


@require_safe
@requires(Right.READ_VOICES)
def proposals_table(request: MemberRequest) -> HttpResponse:
    heading = [_("Numero"), _("Ricevuta il"), _("Tipo"), _("Titolo"), _("Chi propone"), _("Ente")]
    heading += [_("Area di utenza"), _("Tipo di bisogno"), _("Comuni"), _("Consultazione")]
    heading += [_("Canale"), _("Stato"), _("Risposta entro il"), _("Esito"), _("Risposta del")]
    found = list(_found(request, _choices(request)).prefetch_related("towns"))
    named = _named(request, found)
    rows = (
        (
            f"{one.number}/{one.year}",
            localdate(one.received_at) if one.received_at else None,
            str(one.get_sort_display()),
            one.title,
            str(one.get_author_kind_display()),
            one.organisation.name if one.organisation and one.pk in named else "",
            str(one.group or ""),
            str(one.kind or ""),
            ", ".join(town.name for town in one.towns.all()),
            str(one.consultation or ""),
            str(one.get_channel_display()),
            str(one.get_state_display()),
            one.answer_due_on,
            str(one.get_outcome_display()),
            one.answered_on,
        )
        for one in found
    )
    return attached(write_xlsx(_("Proposte"), heading, rows), "proposte.xlsx")


def may(request: MemberRequest, right: Right) -> bool:
    """Whether the one who acts has a right over an area."""
    return right in RIGHTS[Role(request.mandate.role)] and bool(request.mandate.area)


def _open(request: MemberRequest) -> QuerySet[Contribution]:
    return contributions_open_to(request.acting, Right.READ_VOICES, on=request.today)


def _choices(request: MemberRequest) -> dict[str, Any]:
    """What one may choose among, asked once for the page and for its filters.

    While one types only the list is drawn anew: it wants no more than what was chosen.
    """
    on, right = request.today, Right.READ_VOICES

    def shown(name: str) -> bool:
        return not request.htmx or bool(request.GET.get(name))

    held = consultations_open_to(request.acting, right, on=on)
    return {
        "groups": list(terms_of(GROUPS, on=on)) if shown("gruppo") else [],
        "kinds": list(terms_of(KINDS, on=on)) if shown("bisogno") else [],
        "towns": towns_seen(request) if shown("comune") else [],
        "consultations": list(held[:MOST_CONSULTATIONS]) if shown("consultazione") else [],
    }


def _found(request: MemberRequest, choices: dict[str, Any]) -> QuerySet[Contribution]:
    asked = request.GET
    wanted = Wanted(
        words=asked.get("q", "")[:100],
        state=_among(asked.get("stato"), VoiceState.values),
        sort=_among(asked.get("tipo"), VoiceSort.values),
        author_kind=_among(asked.get("chi"), AuthorKind.values),
        with_authors=may(request, Right.TAKE_VOICES),
    )
    show = asked.get("mostra")
    wanted = replace(
        wanted,
        group=_one(choices["groups"], "code", asked.get("gruppo")),
        kind=_one(choices["kinds"], "code", asked.get("bisogno")),
        town=_one(choices["towns"], "slug", asked.get("comune")),
        consultation=_one(choices["consultations"], "key", key_of(asked.get("consultazione", ""))),
        unanswered=show == "senza-risposta",
        to_hand=show == "da-comunicare",
        late_on=request.today if show == "ritardo" else None,
    )
    return contributions_found(_open(request), wanted)


def _page(request: MemberRequest, found: QuerySet[Contribution]) -> tuple[Page[Any], bool]:
    """A page of what is found, and whether there is more than is told.

    What is looked for by words is read once, from the last received, and no farther than one
    would leaf: to count all that hold a common word would be to read all the texts there are.
    """
    number = request.GET.get("pagina")
    if not request.GET.get("q"):
        return Paginator(found.prefetch_related("towns"), A_PAGE).get_page(number), False
    rows = list(found.select_related(None).values_list("pk", flat=True)[: MOST_FOUND + 1])
    page: Page[Any] = Paginator(rows[:MOST_FOUND], A_PAGE).get_page(number)
    listed = contributions_found(_open(request).filter(pk__in=page.object_list), Wanted())
    page.object_list = list(listed.prefetch_related("towns"))
    return page, len(rows) > MOST_FOUND


def _counts(request: MemberRequest) -> dict[str, int]:
    """What stands on top of the list: as many questions however many they are."""
    late = Q(state__in=OPEN, answer_due_on__lt=request.today)
    return (
        _open(request)
        .order_by()
        .select_related(None)
        .aggregate(
            received=Count("pk"),
            to_admit=Count("pk", filter=Q(state=VoiceState.RECEIVED)),
            awaiting=Count("pk", filter=Q(state__in=OPEN)),
            late=Count("pk", filter=late),
        )
    )


def _named(request: MemberRequest, listed: Any) -> set[int]:
    """Those whose author may be told by name: to who takes them in, or because she wanted it."""
    rows = [one.pk for one in listed]
    taken = contributions_open_to(request.acting, Right.TAKE_VOICES, on=request.today)
    kept = set(taken.order_by().filter(pk__in=rows).values_list("pk", flat=True))
    return kept | {one.pk for one in listed if one.named_in_public}


def _among(asked: str | None, values: list[str]) -> str:
    return asked if asked in values else ""


def _one(things: list[Any], name: str, asked: Any) -> Any:
    return next((one for one in things if asked and getattr(one, name) == asked), None)
