"""From an empty folder to an installation that can be served; each step only if it is missing."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config.options import DATA, ROOT
from raccordo.access.operations import file_act
from raccordo.finance.bundled import funds
from raccordo.finance.models import Fund
from raccordo.finance.operations.funds import load_funds
from raccordo.foundation.errors import Refused
from raccordo.governance.bundled import duty_rules, texts
from raccordo.governance.models import TextModel
from raccordo.governance.operations.modelling import write_model
from raccordo.governance.operations.ruling import load_duty_rules
from raccordo.journal.acting import Acting
from raccordo.keeper import keys
from raccordo.keeper.telling import step
from raccordo.observatory.bundled import publications
from raccordo.observatory.models import Vintage
from raccordo.observatory.operations import load_vintage
from raccordo.planning.bundled import templates
from raccordo.planning.models import PlanTemplate
from raccordo.planning.operations.templates import load_template
from raccordo.territory.models import Area, Delegation
from raccordo.territory.operations import load_districts, load_official
from raccordo.territory.states import AreaKind
from raccordo.vocabularies.bundled import catalogues
from raccordo.vocabularies.models import Catalogue
from raccordo.vocabularies.operations import load_catalogue

LOADER = Acting.system("load")


def prepare_keys() -> None:
    """Make the keys that are missing, and use them from now on."""
    DATA.mkdir(parents=True, exist_ok=True)
    if keys.make_missing():
        settings.SECRET_KEY = keys.path_of(keys.SECRET).read_text("utf-8").strip()


def prepare_database() -> None:
    """Bring the tables to what this version wants."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        with step("Preparo la base dati"):
            call_command("migrate", verbosity=0, interactive=False)


def prepare_territory(*, on: date) -> None:
    """Load what comes with the program: the municipalities, the known ambiti, words and rules."""
    if not Area.objects.filter(kind=AreaKind.COUNTRY).exists():
        with step("Carico i Comuni, le province e le regioni d'Italia"):
            load_official(by=LOADER)
    if not Area.objects.filter(kind=AreaKind.AMBITO).exists():
        with step("Carico gli ambiti e le zone conosciuti"):
            load_districts(by=LOADER, on=on)
            for delegation in Delegation.objects.exclude(act=None).select_related("area", "act"):
                assert delegation.act is not None
                file_act(delegation.act, place=delegation.area, by=LOADER)
    prepare_figures(on=on)
    known = set(Catalogue.objects.values_list("code", "version"))
    for catalogue in catalogues():
        if (catalogue["code"], catalogue["version"]) not in known:
            load_catalogue(**catalogue, by=LOADER)
    prepare_templates()
    prepare_texts()


def prepare_templates() -> None:
    """Load the templates of plans and the funds that come with the program, if not there yet."""
    known = set(PlanTemplate.objects.values_list("code", "version"))
    for outline, told in templates():
        if (told["code"], told["version"]) not in known:
            load_template(outline, **told, by=LOADER)
    catalogue, version = funds()
    if not Fund.objects.filter(area=None, version=version["version"]).exists():
        load_funds(catalogue, **version, by=LOADER)


def prepare_texts() -> None:
    """Load the model texts that come with the program and are not there yet."""
    known = set(TextModel.objects.filter(area=None).values_list("use", "name"))
    for text in texts():
        if (text["use"], text["name"]) not in known:
            write_model(**text, by=LOADER)
    load_duty_rules(duty_rules(), by=LOADER)


def prepare_figures(*, on: date) -> None:
    """Load the figures that come with the program, of each day for which there are none yet.

    Those of a later release arrive so; those that somebody has loaded stand.
    """
    known = set(Vintage.objects.values_list("dataset", "reference_date"))
    try:
        new = publications(known=known)
    except Refused as refused:
        raise CommandError(refused.message) from refused
    if new:
        with step("Carico i dati statistici che accompagnano il programma"):
            for publication, table in new:
                load_vintage(publication, table=table, by=LOADER, on=on)


def prepare_statics() -> None:
    """Collect style sheets, fonts and scripts, named by their content, when they changed."""
    stamp = Path(settings.STATIC_ROOT) / "stamp.json"
    wanted = _statics_stamp()
    if stamp.exists() and json.loads(stamp.read_text("utf-8")) == wanted:
        return
    with step("Raccolgo fogli di stile, caratteri e script"):
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(json.dumps(wanted), "utf-8")


def _statics_stamp() -> dict[str, str]:
    own = ROOT / "raccordo" / "web" / "static"
    digest = sha256()
    for path in sorted(own.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(own).as_posix().encode() + path.read_bytes())
    lock = (ROOT / "requirements" / "base.lock").read_bytes()
    return {"own": digest.hexdigest(), "packages": sha256(lock).hexdigest()}
