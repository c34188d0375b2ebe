from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.core import signing
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from raccordo.participation.models import Consultation
from raccordo.participation.states import AnswerWay, AuthorKind, VoiceSort
from raccordo.participation.voices import Voice, Writer
from raccordo.territory.models import Area
from raccordo.web.voices.fields import TermField
from raccordo.web.voices.proposals.forms import MANY, lines
from raccordo.web.voices.proposals.taking_forms import FilesField

SALT = "raccordo.web.public.writing"
# Nobody writes a proposal in less; a page left open longer is offered again with its text.
SOONEST, LATEST = timedelta(seconds=3), timedelta(days=1)
MOST_BYTES = 10 * 1024 * 1024
SORTS = [
    (VoiceSort.PROPOSAL.value, _("Una proposta: che cosa si può fare")),
    (VoiceSort.NEED.value, _("Un bisogno: che cosa manca, e a chi")),
    (VoiceSort.CRITICALITY.value, _("Una criticità: che cosa non funziona")),
    (VoiceSort.REMARK.value, _("Un'osservazione su ciò che è in consultazione")),
    (VoiceSort.OFFER.value, _("Un'offerta: che cosa si può mettere a disposizione")),
]
KINDS = [
    (AuthorKind.CITIZEN.value, _("Per sé, come cittadina o cittadino")),
    (AuthorKind.ORGANISATION.value, _("Per un ente o un'associazione")),
    (AuthorKind.GROUP.value, _("Per un gruppo di persone")),
]


def new_token() -> str:
    """What marks a page that was opened: when, and which; two sendings of it are one."""
    return signing.TimestampSigner(salt=SALT, sep=".").sign(uuid4().hex)


class VoiceForm(forms.Form):
    """What is said: the words, about whom and where."""

    sort = forms.ChoiceField(
        label=_("Che cosa si vuole dire"),
        choices=SORTS,
        widget=forms.RadioSelect,
        initial=VoiceSort.PROPOSAL.value,
    )
    text = lines(
        _("Il testo"),
        rows=10,
        help_text=_(
            "Fino a 10.000 caratteri. Sarà letto da tutti: non scrivere il nome, l'indirizzo o la"
            " salute di altre persone."
        ),
    )
    title = forms.CharField(
        label=_("Un titolo"),
        max_length=200,
        required=False,
        help_text=_("Se manca, saranno le prime parole del testo."),
    )
    towns = forms.ModelMultipleChoiceField(
        Area.objects.none(),
        label=_("Di quali Comuni si parla"),
        required=False,
        to_field_name="key",
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Se non se ne sceglie nessuno, riguarda tutto il territorio."),
    )
    group = TermField(label=_("Di chi si parla"), required=False)
    files = FilesField(  # type: ignore[assignment]
        label=_("Allegati"),
        required=False,
        help_text=_(
            "Al massimo cinque, 10 MB in tutto: PDF, immagini, documenti. Li legge solo l'ufficio."
        ),
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False)
    # Nobody sees it: only a machine fills it in.
    website = forms.CharField(
        label=_("Lasciare vuoto"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args: Any, about: dict[str, QuerySet[Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mark: UUID | None = None
        for name in ("group", "towns"):
            self.fields[name].queryset = about[name]  # type: ignore[attr-defined]
        if about["towns"].count() > MANY:
            self.fields["towns"].widget.attrs["class"] = "many-choices"

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Questo campo va lasciato vuoto: cancellarlo e inviare."))
        return ""

    def clean_files(self) -> list[Any]:
        files: list[Any] = self.cleaned_data["files"]
        if sum(one.size for one in files) > MOST_BYTES:
            raise forms.ValidationError(
                _("Gli allegati pesano insieme %(size)s: il limite è %(limit)s.")
                % {
                    "size": filesizeformat(sum(one.size for one in files)),
                    "limit": filesizeformat(MOST_BYTES),
                }
            )
        return files

    def clean_token(self) -> str:
        """Refuse what no person sends: a page never opened, or filled in the same moment."""
        signer = signing.TimestampSigner(salt=SALT, sep=".")
        token: str = self.cleaned_data["token"]
        try:
            self.mark = UUID(signer.unsign(token, max_age=LATEST))
        except (signing.BadSignature, ValueError) as error:
            raise forms.ValidationError(
                _("La pagina è rimasta aperta a lungo: il testo è ancora qui, inviare di nuovo.")
            ) from error
        try:
            signer.unsign(token, max_age=SOONEST)
        except signing.SignatureExpired:
            return token
        raise forms.ValidationError(
            _("La pagina è stata inviata troppo in fretta: aspettare qualche secondo e riprovare.")
        )

    def voice(self, consultation: Consultation, who: Mapping[str, Any]) -> Voice:
        """What is said, in a consultation, by whom."""
        told = self.cleaned_data
        files = [(one.name, one.size) for one in told["files"]]
        plain = sorted((n, str(v)) for n, v in told.items() if n not in {"files", "towns", "token"})
        said = repr((plain, files, [str(town.key) for town in told["towns"]]))
        return Voice(
            text=told["text"],
            title=told["title"],
            sort=VoiceSort(told["sort"]),
            named_in_public=told["named_in_public"],
            consultation=consultation,
            group=told["group"],
            towns=told["towns"],
            files=[(one.name, one.read()) for one in told["files"]],
            # Sent again as it is, it is the same; changed meanwhile, it is another.
            key=uuid5(self.mark, said) if self.mark else None,
            **who,
        )


class StrangerForm(VoiceForm):
    """What is said by whoever comes to the site, and where to answer her."""

    author_kind = forms.ChoiceField(
        label=_("Per chi si scrive"),
        choices=KINDS,
        widget=forms.RadioSelect,
        initial=AuthorKind.CITIZEN.value,
    )
    group_name = forms.CharField(
        label=_("Nome dell'ente o del gruppo"),
        max_length=160,
        required=False,
        help_text=_("Se si scrive per un ente o per un gruppo."),
    )
    given_name = forms.CharField(
        label=_("Nome"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    family_name = forms.CharField(
        label=_("Cognome"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Riceve il collegamento per confermare, e poi la risposta."),
    )
    named_in_public = forms.BooleanField(
        label=_("Il nome si può leggere nel sito accanto alla proposta"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Who writes for others says for whom."""
        told = super().clean() or self.cleaned_data
        if told.get("author_kind") == AuthorKind.GROUP and not told.get("group_name"):
            self.add_error("group_name", _("Dire come si chiama il gruppo."))
        return told

    def who(self) -> dict[str, Any]:
        """As what she speaks: which body it is, the office says."""
        return {"author_kind": AuthorKind(self.cleaned_data["author_kind"])}

    def writer(self) -> Writer:
        """Who says it; she is answered at the address she confirms."""
        names = ("given_name", "family_name", "group_name", "email")
        told = {name: self.cleaned_data[name] for name in names}
        return Writer(**told, wants_answer_by=AnswerWay.EMAIL)


class MemberForm(VoiceForm):
    """What is said by who has entered: it is known who she is, and where to answer her."""

    named_in_public = forms.BooleanField(
        label=_("Il nome si può leggere nel sito accanto alla proposta"), required=False
    )
