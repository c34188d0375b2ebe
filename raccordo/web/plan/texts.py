"""The texts that an office wrote elsewhere, DOCX or ODT, brought in by their headings."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from raccordo.access.rights import Right
from raccordo.documents.brought import DocumentRefused
from raccordo.documents.reasons import sentence
from raccordo.documents.texts import read_texts
from raccordo.foundation.errors import Refused
from raccordo.planning.models import Plan
from raccordo.planning.operations.bringing import bring_texts
from raccordo.planning.rules.headings import gathered, section_for
from raccordo.web.door import MemberRequest, now, refusals_on, requires
from raccordo.web.plan.finding import path_to, plan_kept

MOST_LETTERS = 3_000_000
BEGINNING = 160


class DocumentForm(forms.Form):
    """A document with headings."""

    file = forms.FileField(label=_later("Il documento, DOCX o ODT"))


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands under a heading, and the section it would go to."""

    number: int
    heading: str
    text: str
    code: str

    @property
    def name(self) -> str:
        return f"to-{self.number}"

    @property
    def beginning(self) -> str:
        return self.text[:BEGINNING] + ("…" if len(self.text) > BEGINNING else "")


@require_http_methods(["GET", "POST"])
@requires(Right.KEEP_PLAN)
def bring(request: MemberRequest, key: UUID) -> HttpResponse:
    plan = plan_kept(request, key)
    back = reverse("plan:sections", args=[plan.key])
    form = DocumentForm(request.POST or None, request.FILES or None)
    facts: dict[str, Any] = {"form": form, "further": (), "plan": plan, "back": back}
    facts |= {"pieces": [], "left_out": [], "kept": ""}
    if "write" in request.POST:
        form = DocumentForm()
        pieces = _chosen(request)
        facts |= {"form": form, "pieces": pieces, "kept": request.POST.get("texts", "")}
        try:
            many = _write(request, plan, pieces)
        except Refused as refused:
            facts["refusal"] = refused.message
        else:
            said = ngettext("Portato il testo di %(n)s sezione.", "Portati %(n)s testi.", many)
            messages.success(request, said % {"n": many})
            return redirect(back)
    elif form.is_valid():
        with refusals_on(form):
            facts |= _read(plan, form)
    sections = plan.sections.order_by("position", "pk")
    title = _("Porta i testi da un documento")
    facts |= {"title": title, "trail": path_to(plan, title)}
    facts |= {"sections": [(one.code, str(one), bool(one.text)) for one in sections]}
    return render(request, "plan/texts.html", {"refusal": "", **facts})


def _read(plan: Plan, form: DocumentForm) -> dict[str, Any]:
    try:
        read = read_texts(form.cleaned_data["file"].read())
    except DocumentRefused as refused:
        raise Refused(sentence(refused.reason), field="file") from refused
    told = [(one.heading, one.text) for one in read.sections if one.text.strip()]
    if sum(len(text) for _heading, text in told) > MOST_LETTERS:
        raise Refused(_("Il documento è troppo lungo: dividerlo in più file."), field="file")
    if not told:
        raise Refused(_("Nel documento non c'è nessun testo."), field="file")
    titles = {one.code: one.title for one in plan.sections.all()}
    empty = set(plan.sections.filter(text="").values_list("code", flat=True))
    pieces = []
    for number, (heading, text) in enumerate(told):
        code = section_for(heading, titles)
        # What is already written is written over only if one says so.
        pieces.append(Piece(number, heading, text, code if code in empty else ""))
    return {
        "pieces": pieces,
        "left_out": [sentence(reason) for reason in read.left_out],
        "kept": json.dumps(told, ensure_ascii=False),
    }


def _chosen(request: MemberRequest) -> list[Piece]:
    """The texts as the page sent them on, each with the section that was chosen."""
    try:
        told = json.loads(request.POST.get("texts", ""))
        return [
            Piece(n, str(heading), str(text), request.POST.get(f"to-{n}", ""))
            for n, (heading, text) in enumerate(told)
        ]
    except (ValueError, TypeError):
        return []


def _write(request: MemberRequest, plan: Plan, pieces: list[Piece]) -> int:
    texts = gathered([(one.heading, one.text, one.code) for one in pieces])
    if not pieces:
        raise Refused(_("Il documento non è arrivato intero: caricarlo di nuovo."))
    if not texts:
        raise Refused(_("Dire almeno per un testo in quale sezione va."))
    return bring_texts(plan, texts, by=request.acting, at=now())
