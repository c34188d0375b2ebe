"""What is looked at inside: the register, the archive, the post, the jobs, who keeps the house."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from raccordo.access.queries import administrators
from raccordo.archive.models import StoredFile
from raccordo.foundation.wording import day
from raccordo.journal.models import ChainHead, Entry
from raccordo.journal.queries import last_seal, verify_all
from raccordo.journal.reasons import sentence
from raccordo.keeper.boxes import PIECE
from raccordo.keeper.checks.findings import Finding, Visit, fine, fix, look
from raccordo.keeper.installation import Installation, seal_key_in
from raccordo.keeper.sealing import kept_seals
from raccordo.parties.queries import books_of
from raccordo.post.jobs import left_halfway
from raccordo.post.models import Message
from raccordo.post.states import MessageState

FEW = 3
SEALED_WITHIN = timedelta(days=2)
COPIED_WITHIN = timedelta(days=7)
WAITING_TOO_LONG = timedelta(days=1)
RECENTLY = timedelta(days=30)


def register_is_whole(visit: Visit) -> Finding:
    """Every line with `full`; otherwise that every chain still knows where it has arrived."""
    if not visit.full:
        headless = Entry.objects.exclude(Exists(ChainHead.objects.filter(chain=OuterRef("chain"))))
        if chain := headless.order_by().values_list("chain", flat=True).first():
            return fix(
                _(
                    "Registro: non si sa dove finisce il libro «%s»: qualcuno ha messo mano alla"
                    " base dati. Confrontarla con l'ultima copia di sicurezza."
                )
                % books_of([chain])[chain]
            )
        return fine(_("Registro: di ogni libro si sa la fine. Con --full si verifica ogni riga."))
    count, kept = 0, kept_seals(visit.home.seals)
    found = verify_all(key=seal_key_in(visit.home.keys), kept=kept)
    for count, verified in enumerate(found, start=1):
        visit.tell(_("Verifico il registro, libro n. %s") % count, 0, 0)
        if verified.fault:
            book = books_of([verified.chain])[verified.chain]
            told = {"book": book, "fault": sentence(verified.fault)}
            return fix(
                _(
                    "Registro: il libro «%(book)s» non è integro. %(fault)s Non correggere nulla a"
                    " mano: «raccordo journal verify» dice di tutti i libri che cosa fare."
                )
                % told
            )
    return fine(_("Registro: tutte le righe sono integre (libri: %s).") % count)


def register_is_sealed(visit: Visit) -> Finding:
    """A seal a day: lines cut from the end are missed from there."""
    seal, on = last_seal(), timezone.localdate(visit.at)
    if seal is None:
        first = Entry.objects.order_by("at").first()
        if first is None or visit.at - first.at < SEALED_WITHIN:
            return fine(_("Sigilli: il registro è nuovo, il primo arriva con «raccordo serve»."))
        return fix(_("Sigilli: il registro non ne ha. Li mette ogni giorno «raccordo serve»."))
    if on - seal.day > SEALED_WITHIN:
        return fix(
            _("Sigilli: l'ultimo è del %s. Li mette ogni giorno «raccordo serve»: riavviarlo.")
            % day(seal.day)
        )
    return fine(_("Sigilli: l'ultimo è del %s.") % day(seal.day))


def archive_is_whole(visit: Visit) -> Finding:
    """Each file is on its shelf, with its size; with `full`, with its fingerprint too."""
    files = StoredFile.objects.order_by("pk").values_list("sha256", "size")
    total, wrong = files.count(), list[str]()
    for number, (mark, size) in enumerate(files.iterator(chunk_size=2000), start=1):
        visit.tell(_("Controllo l'archivio"), number, total)
        if not _is_kept(visit.home, mark, size, full=visit.full):
            wrong.append(mark)
    if wrong:
        told = {"count": len(wrong), "names": ", ".join(mark[:12] for mark in wrong[:FEW])}
        lost = ngettext(
            "Archivio: un file manca o è alterato (%(names)s…).",
            "Archivio: %(count)s file mancano o sono alterati (%(names)s…).",
            len(wrong),
        )
        again = _(
            "Una copia non cifrata è un tar che li ha, con lo stesso nome: rimetterli in %s. Se le"
            " copie sono cifrate, ripristinarne una in un'altra cartella (RACCORDO_DATA) con --key,"
            " e prendere i file da lì."
        )
        return fix(f"{lost % told} {again % visit.home.archive}")
    return fine(_("Archivio: i file sono al loro posto (%s).") % total)


def post_leaves(visit: Visit) -> Finding:
    """Who had to be told was told."""
    at = visit.at
    late = Message.objects.filter(
        state=MessageState.WAITING, written_at__lt=at - WAITING_TOO_LONG, not_before__lt=at
    )
    states = dict(Message.objects.order_by().values_list("state").annotate(n=Count("pk")))
    fresh = Message.objects.filter(written_at__gt=at - RECENTLY).order_by()
    lately = dict(fresh.values_list("state").annotate(n=Count("pk")))
    counts = {
        _("in attesa da più di un giorno"): late.count(),
        _("non inviati negli ultimi 30 giorni"): lately.get(MessageState.GIVEN_UP, 0),
        _("non consegnati negli ultimi 30 giorni"): lately.get(MessageState.NOT_DELIVERED, 0),
        _("inviati solo in parte"): states.get(MessageState.PARTLY, 0),
        _("con esito da verificare"): states.get(MessageState.UNCERTAIN, 0),
    }
    if any(counts.values()):
        told = "; ".join(f"{words}: {count}" for words, count in counts.items() if count)
        return look(_("Messaggi: %s. Vederli nella pagina della posta.") % told)
    return fine(_("Messaggi: nessuno è fermo."))


def jobs_go_on(visit: Visit) -> Finding:
    """A job left halfway is taken up again by the worker."""
    if count := left_halfway(at=visit.at).count():
        return look(_("Lavorazioni a metà: %s. Le riprende «raccordo serve».") % count)
    return fine(_("Lavorazioni a metà: nessuna."))


def administrator_is_there(visit: Visit) -> Finding:
    """Somebody must be able to give mandates."""
    on = timezone.localdate(visit.at)
    if not administrators(on=on).exists():
        return fix(
            _("Amministratore: nessuno ha un incarico in corso. Darne uno con «raccordo init».")
        )
    return fine(_("Amministratore: c'è."))


def backup_is_recent(visit: Visit) -> Finding:
    """At least one a week (AgID circ. 2/2017, ABSC 10.1.1)."""
    noted = Entry.objects.filter(what="installation.backed_up").order_by("-at").first()
    if noted is None:
        return look(_("Copie di sicurezza: nessuna. Farne una con «raccordo backup»."))
    told = day(timezone.localdate(noted.at))
    if visit.at - noted.at > COPIED_WITHIN:
        return look(_("Copie di sicurezza: l'ultima è del %s. Farne una a settimana.") % told)
    return fine(_("Copie di sicurezza: l'ultima è del %s.") % told)


def _is_kept(home: Installation, mark: str, size: int, *, full: bool) -> bool:
    place = home.archive / mark[:2] / mark[2:4] / mark
    if not place.is_file() or place.stat().st_size != size:
        return False
    if not full:
        return True
    digest = sha256()
    with place.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest() == mark


CONTENT = (
    register_is_whole,
    register_is_sealed,
    archive_is_whole,
    post_leaves,
    jobs_go_on,
    administrator_is_there,
    backup_is_recent,
)
