"""What must be true of a voice to be taken, and the row it becomes; nothing is written here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Sum
from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from raccordo.foundation.errors import Refused
from raccordo.foundation.packed import Overfull, require_light, unpacked_size
from raccordo.foundation.searching import searchable
from raccordo.participation.models import (
    Author,
    Consultation,
    Contribution,
    ContributionFile,
    Occasion,
)
from raccordo.participation.queries.changing import require_none, stretches_of
from raccordo.participation.rules.figures import USUAL_DAYS
from raccordo.participation.rules.phases import why_not_received
from raccordo.participation.rules.texts import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    cleaned,
    says_something,
    title_from,
)
from raccordo.participation.states import (
    AuthorKind,
    ConsultationState,
    VoiceChannel,
    VoiceState,
)
from raccordo.participation.voices import Voice, Writer
from raccordo.territory.models import Area

KEPT_UNCONFIRMED = timedelta(days=7)
A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
MOST_FILES, LARGEST_FILE = 5, 10 * 1024 * 1024
# With an address in a day: to be confirmed, and in all.
MOST_WAITING, MOST_OF_ONE = 5, 10
# In the same area: what comes from the site in an hour, and what waits there on the disk.
MOST_IN_AN_HOUR, MOST_BYTES_WAITING = 400, 256 * 1024**2


def unsaved(area: Area, voice: Voice, *, channel: VoiceChannel, at: datetime) -> Contribution:
    """The row a voice becomes, yet to be numbered and saved; refused if it cannot be taken."""
    text = text_to_keep(voice.text)
    title = _title_to_keep(voice.title) or title_from(text)
    return Contribution(
        **({"key": voice.key} if voice.key else {}),
        area=area,
        consultation=voice.consultation,
        occasion=voice.occasion,
        sort=voice.sort,
        channel=channel,
        title=title,
        text=text,
        group=voice.group,
        kind=voice.kind,
        author_kind=voice.author_kind,
        organisation=voice.organisation,
        named_in_public=voice.named_in_public,
        written_at=at,
        state=VoiceState.UNCONFIRMED,
        row_mark=voice.row_mark,
        search=searchable(f"{title} {text}"),
    )


def author_from(writer: Writer) -> Author:
    """The author a writer becomes, yet to be tied to her proposal and saved."""
    told = {name: " ".join(cleaned(getattr(writer, name)).split()) for name in writer.__slots__}
    for name, value in told.items():
        longest = getattr(Author._meta.get_field(name), "max_length", None)
        if longest and len(value) > longest:
            raise Refused(
                _("Sono %(size)s caratteri: il limite è %(limit)s.")
                % {"size": number_format(len(value)), "limit": longest},
                field=name,
            )
    if told["email"]:
        told["email"] = told["email"].lower()
        _require_email(told["email"])
    author = Author(**told)
    author.search = searchable(f"{author} {author.group_name} {author.email}")[:330]
    return author


def text_to_keep(text: str) -> str:
    """A text as it is kept; refused when there is none, or too much of it, telling both figures."""
    # What is far too long is not even read.
    text = cleaned(text) if len(text) < 10 * LONGEST_TEXT else text
    if not says_something(text):
        raise Refused(_("Manca il testo."), field="text")
    if len(text) > LONGEST_TEXT:
        raise Refused(
            _("Il testo è di %(size)s caratteri: il limite è %(limit)s. Il resto si può allegare.")
            % {
                "size": number_format(len(text), force_grouping=True),
                "limit": number_format(LONGEST_TEXT, force_grouping=True),
            },
            field="text",
        )
    return text


def require_place(area: Area, consultation: Consultation | None, occasion: Occasion | None) -> None:
    """Refuse what is of another area, or of a consultation that is not open."""
    if consultation and consultation.area_id != area.pk:
        raise Refused(_("«%s» è di un altro territorio.") % consultation, field="consultation")
    if occasion and occasion.area_id != area.pk:
        raise Refused(_("«%s» è di un altro territorio.") % occasion, field="occasion")
    if consultation and consultation.state != ConsultationState.PUBLISHED:
        raise Refused(_("«%s» non è aperta.") % consultation, field="consultation")


def require_body(voice: Voice, *, told: str | None = None) -> None:
    """Refuse the voice of a body that nobody names; from the site, who writes says its name."""
    if voice.author_kind == AuthorKind.ORGANISATION and voice.organisation is None and not told:
        field = "organisation" if told is None else "group_name"
        raise Refused(_("Dire quale ente propone."), field=field)


def require_received(voice: Voice, *, on: date) -> None:
    """Refuse what is said when the consultation does not receive; who comes to an occasion may."""
    if voice.consultation and voice.occasion is None:
        reason = why_not_received(stretches_of(voice.consultation), on=on)
        require_none(reason, field="consultation")


def require_no_flood(area: Area, *, at: datetime) -> None:
    """Refuse, in an area, more in an hour than people write: the others are machines.

    Whoever confirms what a machine writes does not make room for more of it.
    """
    since, here = at - AN_HOUR, Contribution.objects.filter(area=area)
    waiting = here.filter(state=VoiceState.UNCONFIRMED, written_at__gt=since)
    # Read from the last numbers: what stands before so many of them is of another hour.
    last = here.filter(year=localdate(at).year).order_by("-number")[:MOST_IN_AN_HOUR]
    told = last.values_list("channel", "written_at")
    received = sum(how == VoiceChannel.SITE and when > since for how, when in told)
    if waiting[:MOST_IN_AN_HOUR].count() + received >= MOST_IN_AN_HOUR:
        raise Refused(
            _("Nell'ultima ora sono arrivate troppe proposte: riprovare fra un'ora, o su carta.")
        )


def require_room(area: Area, files: Sequence[tuple[str, bytes]]) -> None:
    """Refuse attachments when those that wait to be confirmed fill too much of the disk."""
    waiting = ContributionFile.objects.filter(
        contribution__state=VoiceState.UNCONFIRMED, contribution__area=area
    )
    if files and (waiting.aggregate(all=Sum("file__size"))["all"] or 0) > MOST_BYTES_WAITING:
        raise Refused(
            _("Adesso non si ricevono allegati: inviare senza, e portarli all'ufficio."),
            field="files",
        )


def require_few_of_one(email: str, *, at: datetime) -> None:
    """Refuse to write again and again to an address that does not confirm: it may be another's.

    Nor does who confirms send a hundred in a day.
    """
    hers = Author.objects.filter(email=email).values_list("contribution", flat=True)
    # From the address: from the state, each of a flood would read all those before it.
    today = Contribution.objects.filter(pk__in=list(hers), written_at__gt=at - A_DAY)
    if today.filter(state=VoiceState.UNCONFIRMED).count() >= MOST_WAITING:
        raise Refused(
            _(
                "Con questo indirizzo ci sono già %s proposte da confermare: aprire i messaggi"
                " ricevuti e confermarle, oppure riprovare domani."
            )
            % MOST_WAITING,
            field="email",
        )
    if today.count() >= MOST_OF_ONE:
        raise Refused(
            _(
                "Con questo indirizzo sono già arrivate %s proposte in un giorno: riprovare"
                " domani, o rivolgersi all'ufficio."
            )
            % MOST_OF_ONE,
            field="email",
        )


def require_files(files: Sequence[tuple[str, bytes]]) -> None:
    """Refuse too many files, or one that would swell when it is opened."""
    if len(files) > MOST_FILES:
        raise Refused(
            _("Gli allegati sono %(count)s: il limite è %(limit)s.")
            % {"count": len(files), "limit": MOST_FILES},
            field="files",
        )
    for name, content in files:
        try:
            require_light(unpacked_size(content), packed=len(content))
        except Overfull as overfull:
            raise Refused(
                _("«%s» una volta aperto sarebbe enorme: non è stato accettato.") % name[:120],
                field="files",
            ) from overfull


def answer_days(contribution: Contribution) -> int:
    """Within how many days a proposal is to be answered, as its consultation says."""
    consultation = contribution.consultation
    return consultation.answer_within if consultation else USUAL_DAYS


def confirmed_in_time(contribution: Contribution, *, at: datetime) -> bool:
    """Whether what was written on the site may still be confirmed."""
    return at < contribution.written_at + KEPT_UNCONFIRMED


def last_day_to_confirm(at: datetime) -> date:
    """The last whole day on which what is written now may be confirmed."""
    return localdate(at + KEPT_UNCONFIRMED) - timedelta(days=1)


def _title_to_keep(title: str) -> str:
    title = " ".join(cleaned(title).split())
    if len(title) > LONGEST_TITLE:
        raise Refused(
            _("Il titolo è di %(size)s caratteri: il limite è %(limit)s.")
            % {"size": number_format(len(title), force_grouping=True), "limit": LONGEST_TITLE},
            field="title",
        )
    return title


def _require_email(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused(_("L'indirizzo di posta elettronica non è valido."), field="email") from error
