"""What is looked at without asking the database: keys, folders, options, processes."""

from __future__ import annotations

import fcntl
import shutil
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from socket import create_connection
from tempfile import TemporaryFile
from urllib.parse import urlsplit

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from raccordo.keeper import keys
from raccordo.keeper.checks.findings import Check, Finding, Visit, fine, fix, look
from raccordo.keeper.installation import Installation
from raccordo.keeper.swapping import plan_file

ROOM = 1024**3
SHORTEST_SECRET = 50
ANSWER = 5.0
SILENT = timedelta(minutes=2)


def keys_are_closed(visit: Visit) -> Finding:
    """Whoever reads them can enter as anybody."""
    secret = [path for path in visit.home.keys.glob("*") if path.suffix != ".pub"]
    opened = [str(path) for path in sorted(secret) if keys.open_to_others(path.name)]
    if opened:
        told = " ".join(opened)
        return fix(_("Chiavi: altri possono leggerle. Eseguire «chmod 600 %s».") % told)
    return fine(_("Chiavi: le legge solo il loro proprietario."))


def keys_are_whole(visit: Visit) -> Finding:
    """Without them nobody enters and nothing is sealed; cut short, they do not lock."""
    names = (keys.SECRET, keys.SEAL, keys.SEAL_PUBLIC)
    if missing := [name for name in names if not keys.path_of(name).is_file()]:
        told = {"names": ", ".join(missing), "folder": visit.home.keys}
        return fix(
            _(
                "Chiavi: in %(folder)s manca %(names)s. Rimettere la copia tenuta a parte; solo se"
                " l'installazione è nuova, eseguire «raccordo init»."
            )
            % told
        )
    secret = keys.path_of(keys.SECRET)
    again = _("Rimettere la copia tenuta a parte.")
    try:
        same = keys.seal_key().public_key() == keys.seal_public_key()
        long_enough = len(secret.read_text("utf-8").strip()) >= SHORTEST_SECRET
    except keys.KeyTrouble as trouble:
        return fix(_("Chiavi: %s.") % trouble + " " + again)
    except (OSError, UnicodeDecodeError):
        return fix(_("Chiavi: %s non si legge.") % secret + " " + again)
    if not long_enough:
        return fix(_("Chiavi: %s è troppo corta.") % secret + " " + again)
    if not same:
        return fix(_("Chiavi: le due metà della chiave dei sigilli sono diverse.") + " " + again)
    return fine(_("Chiavi: ci sono e sono intere."))


def folders_are_writable(visit: Visit) -> Finding:
    """The database, the archive and the cache are in there."""
    if not visit.home.data.is_dir():
        return fix(
            _("Cartelle: %s non c'è. Indicare quella giusta con RACCORDO_DATA, o «raccordo init».")
            % visit.home.data
        )
    for folder in _folders(visit.home):
        try:
            with TemporaryFile(dir=folder):
                pass
        except OSError as error:
            told = {"folder": folder, "why": error.strerror}
            return fix(
                _(
                    "Cartelle: in %(folder)s non si può scrivere (%(why)s). Darla all'utente che"
                    " esegue Raccordo."
                )
                % told
            )
    return fine(_("Cartelle: in %s si può scrivere.") % visit.home.data)


def disk_has_room(visit: Visit) -> Finding:
    """A full disk stops every office at once."""
    folders = _folders(visit.home) or [visit.home.data.parent]
    free = {folder: shutil.disk_usage(folder).free for folder in folders}
    least = min(free, key=lambda folder: free[folder])
    told = {"free": filesizeformat(free[least]), "folder": least}
    if free[least] < ROOM:
        return fix(
            _(
                "Disco: in %(folder)s restano solo %(free)s: quando finisce, nulla si salva più."
                " Liberare spazio o spostare la cartella su un disco più grande."
            )
            % told
        )
    return fine(_("Disco: in %(folder)s restano %(free)s.") % told)


def restore_is_over(visit: Visit) -> Finding:
    """A restore that was killed goes on from where it was."""
    if plan_file(visit.home).exists():
        return fix(_("Ripristino: è rimasto a metà. Ripetere «raccordo restore» con la copia."))
    return fine(_("Ripristino: nessuno è rimasto a metà."))


def debug_is_off(visit: Visit) -> Finding:
    """In debug, an error shows the inside of the program to everybody."""
    if settings.DEBUG:
        return fix(_("Debug: è acceso. Togliere DEBUG dalle impostazioni."))
    return fine(_("Debug: è spento."))


def address_is_safe(visit: Visit) -> Finding:
    """Passwords travel: encrypted, unless they never leave this machine."""
    address = str(settings.ADDRESS)
    if address.startswith("https://") or _is_here(urlsplit(address).hostname or ""):
        return fine(_("Indirizzo: %s.") % address)
    return fix(
        _(
            "Indirizzo: %s non è https, e le password viaggiano in chiaro. Mettere davanti un"
            " server con certificato e scrivere «address» con https:// in raccordo.toml."
        )
        % address
    )


def statics_are_collected(visit: Visit) -> Finding:
    """Without style sheets the pages are bare."""
    root = Path(settings.STATIC_ROOT)
    if (root / "stamp.json").is_file() and (root / "staticfiles.json").is_file():
        return fine(_("Fogli di stile e caratteri: raccolti in %s.") % root)
    return look(
        _("Fogli di stile e caratteri: non sono in %s. Li raccoglie «raccordo serve».") % root
    )


def mail_is_set(visit: Visit) -> Finding:
    """Invitations and codes to enter leave by mail."""
    if settings.MAIL_FOLDER:
        return look(
            _("Posta: non parte, i messaggi restano nella cartella %s.") % settings.EMAIL_FILE_PATH
        )
    if not settings.EMAIL_HOST:
        return look(_("Posta: la posta non parte, manca «mail_host» in raccordo.toml."))
    if settings.EMAIL_HOST_USER and not settings.EMAIL_HOST_PASSWORD:
        return look(
            _("Posta: la posta non parte, manca la password in %s.")
            % (visit.home.keys / "mail_password")
        )
    told = {"host": settings.EMAIL_HOST, "port": settings.EMAIL_PORT}
    try:
        create_connection((settings.EMAIL_HOST, settings.EMAIL_PORT), timeout=ANSWER).close()
    except OSError as error:
        return look(
            _(
                "Posta: %(host)s non risponde sulla porta %(port)s (%(why)s). I messaggi aspettano"
                " due giorni: controllare mail_host e mail_port, e che la rete lo permetta."
            )
            % (told | {"why": error.strerror or error})
        )
    return fine(_("Posta: esce da %(host)s, che risponde sulla porta %(port)s.") % told)


def controller_is_told(visit: Visit) -> Finding:
    """The notices name whose data these are, and whom to write to (GDPR artt. 13 and 30)."""
    names = ("controller", "controller_contact", "dpo_contact")
    if missing := [name for name in names if not getattr(settings, name.upper())]:
        return look(
            _(
                "Privacy: nell'informativa mancano il titolare o i recapiti. Scrivere in"
                " raccordo.toml: %s."
            )
            % ", ".join(missing)
        )
    return fine(_("Privacy: il titolare del trattamento è %s.") % settings.CONTROLLER)


def worker_lives(visit: Visit) -> Finding:
    """Jobs, post and seals are its work."""
    beat = visit.home.run / "worker"
    silent = visit.at.timestamp() - beat.stat().st_mtime if beat.exists() else None
    if silent is not None and silent <= SILENT.total_seconds():
        return fine(_("Lavorazioni: vanno avanti."))
    if _is_served(visit.home):
        return fix(
            _(
                "Lavorazioni: Raccordo è in funzione ma non lavora posta, file e sigilli."
                " Fermare e riavviare «raccordo serve»."
            )
        )
    return look(_("Lavorazioni: Raccordo è fermo. Avviarlo con «raccordo serve»."))


def _folders(home: Installation) -> list[Path]:
    return [folder for folder in (home.data, home.archive) if folder.is_dir()]


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _is_served(home: Installation) -> bool:
    """Whether somebody holds the lock of `raccordo serve`."""
    lock = home.run / "raccordo.pid"
    if not lock.exists():
        return False
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


MACHINE: tuple[Check, ...] = (
    keys_are_whole,
    keys_are_closed,
    folders_are_writable,
    disk_has_room,
    restore_is_over,
    debug_is_off,
    address_is_safe,
    statics_are_collected,
    mail_is_set,
    controller_is_told,
    worker_lives,
)
