"""The laws of the house: what a reviewer should never have to say."""

import ast
import re
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import get_resolver

from raccordo.access.rights import Right
from raccordo.foundation.periods import Period

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "raccordo"
SOURCES = [p for p in HOUSE.rglob("*.py") if "migrations" not in p.parts]
TEMPLATES = [*HOUSE.rglob("*.html")]
ROOMS = [p for p in SOURCES if "web" not in p.relative_to(HOUSE).parts]
OPERATIONS = [p for p in ROOMS if "operations" in {p.stem, p.parent.name}]
RULES = [p for p in ROOMS if "rules" in {p.stem, p.parent.name}]
REASONS = [p for p in ROOMS if "reasons" in {p.stem, p.parent.name}]
TESTS = [*(ROOT / "tests").rglob("*.py")]
# Whoever has entered may open these, whatever her mandates; allauth's pages are a third party's.
PAGES_WITHOUT_A_RIGHT = {
    "raccordo.web.desk.views.choose_mandate",
    "raccordo.web.desk.views.keep_draft",
    "raccordo.web.entrance.views.second_factor",
    "raccordo.web.entrance.views.account",
    "raccordo.web.entrance.views.activate_totp",
    "raccordo.web.entrance.views.recovery_codes",
    "raccordo.web.entrance.views.recovery_codes_file",
    "raccordo.web.entrance.views.to_provider",
    "raccordo.web.entrance.views.from_provider",
}
THIRD_PARTIES = ("allauth.", "django.views.")
CELLARS = {"utils.py", "helpers.py", "common.py", "misc.py", "services.py", "signals.py"}
HTTP = ("django.http", "django.shortcuts", "django.contrib.messages", "django.urls")
WORLD = ("django.db", "django.http", "django.conf", "django.forms")
CLOCKS = {"timezone.now", "timezone.localdate", "timezone.localtime", "datetime.now", "date.today"}
CLOCKS |= {"datetime.today", "datetime.utcnow", "time.time", "Now", "functions.Now"}
WHO_LOOKS_AT_THE_CLOCK = {"journal/recording.py", "web/door.py", "post/jobs.py"}
RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField"}
# A job is queued with its row or not at all; the demo is told whole.
OPERATIONS_ELSEWHERE = {"post/jobs.py", "keeper/demo/story.py"}
HELPS_OPERATIONS = {
    "territory/operations/founding.py": {"found_area", "claim_slug"},
    "territory/operations/tying.py": {"require_order", "require_there", "already_in"},
    "acts/operations/entering.py": {
        "declared",
        "key_of",
        "make_enforceable",
        "require_free",
        "require_issued_by",
        "require_past",
        "save_new",
        "search_text",
    },
    "acts/operations/standing.py": {"require_in_force"},
    "governance/operations/preparing.py": {"lock_sitting"},
    "governance/operations/summoning.py": {"letter_of", "summon", "tell_called_off"},
    "acts/operations/writing.py": {"require_draft", "require_unchanged", "usual_for"},
    "acts/operations/importing.py": {"read_acts"},
    "governance/operations/duties.py": {"require_owner"},
}


def name_of(path):
    return str(path.relative_to(HOUSE))


@cache
def tree_of(path):
    return ast.parse(path.read_text())


def nodes_of(tree, *kinds):
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def nodes(path, *kinds):
    return nodes_of(tree_of(path), *kinds)


def imports(path):
    return [node.module or "" for node in nodes(path, ast.ImportFrom)]


def pages(patterns=None):
    for pattern in patterns or get_resolver().url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from pages(pattern.url_patterns)
        else:
            yield pattern


def view_name(page):
    view = page.callback
    while hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    return f"{view.__module__}.{view.__qualname__}"


def test_every_page_declares_the_right_it_needs_or_is_open_to_all():
    undeclared = {
        view_name(page)
        for page in pages()
        if not isinstance(getattr(page.callback, "right", None), Right)
        and not getattr(page.callback, "public", False)
    }
    ours = {name for name in undeclared if not name.startswith(THIRD_PARTIES)}
    assert ours == PAGES_WITHOUT_A_RIGHT


def test_a_page_open_to_all_does_not_send_to_the_entrance():
    for page in pages():
        if getattr(page.callback, "public", False):
            assert page.callback.login_required is False, view_name(page)


def test_an_address_never_tells_a_row_number():
    assert not [page for page in pages() if "<int:" in str(page.pattern)]


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_file_and_its_functions_can_be_read_at_a_glance(path):
    assert len(path.read_text().splitlines()) <= 400, "split this file by subject"
    for node in nodes(path, ast.FunctionDef):
        assert node.end_lineno - node.lineno < 40, f"{node.name} does more than one thing"


@pytest.mark.parametrize("path", OPERATIONS, ids=name_of)
def test_every_operation_is_whole_and_explained_and_leaves_a_trace(path):
    helps = HELPS_OPERATIONS.get(name_of(path), set())
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name
            if node.name in helps:
                continue
            assert "operation" in map(ast.unparse, node.decorator_list), node.name
            assert "record(" in ast.unparse(node), f"{node.name} leaves no trace"
            assert "by" in [a.arg for a in node.args.kwonlyargs], f"who does {node.name}?"


def test_what_changes_the_world_is_among_the_operations_of_its_room():
    elsewhere = {
        name_of(path)
        for path in set(SOURCES) - set(OPERATIONS)
        for node in nodes(path, ast.FunctionDef)
        if "operation" in map(ast.unparse, node.decorator_list)
    }
    assert elsewhere == OPERATIONS_ELSEWHERE


def test_what_the_register_says_has_its_words():
    """Each room tells in its reasons what its lines mean; the register is read by people."""
    for path in ROOMS:
        facts = {
            keyword.value.value
            for call in nodes(path, ast.Call)
            if ast.unparse(call.func) == "record"
            for keyword in call.keywords
            if keyword.arg == "what"
        }
        if facts:
            room = path.relative_to(HOUSE).parts[0]
            told = import_module(f"raccordo.{room}.reasons").FACTS
            assert facts <= set(told), f"{name_of(path)}: {facts - set(told)}"


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_only_an_operation_opens_a_transaction(path):
    if name_of(path) != "journal/recording.py":
        assert not [n.lineno for n in nodes(path, ast.Attribute) if n.attr == "atomic"]
        assert not [n for n in nodes(path, ast.alias) if n.name == "atomic"]


def test_every_model_says_what_it_is_and_has_an_italian_name():
    for model in apps.get_models():
        if model.__module__.startswith("raccordo."):
            assert model.__doc__
            assert not model.__doc__.startswith(f"{model.__name__}("), model
            assert "verbose_name" in model._meta.original_attrs, model


def test_every_period_ends_after_it_starts():
    for model in apps.get_models():
        if issubclass(model, Period):
            rules = {constraint.name for constraint in model._meta.constraints}
            assert f"{model._meta.model_name}_ends_after_it_starts" in rules, model


@pytest.mark.django_db
def test_the_models_and_the_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_nothing_is_kept_in_a_cellar():
    assert not [p for p in SOURCES if p.name in CELLARS]


@pytest.mark.parametrize("path", ROOMS, ids=name_of)
def test_rooms_do_not_speak_http(path):
    assert not [module for module in imports(path) if module.startswith(HTTP)]


@pytest.mark.parametrize("path", REASONS, ids=name_of)
def test_a_reason_knows_its_words_and_nothing_of_the_world(path):
    assert not [module for module in imports(path) if module.startswith(WORLD)]


@pytest.mark.parametrize("path", RULES, ids=name_of)
def test_a_rule_knows_nothing_of_the_program_around_it(path):
    assert not [module for module in imports(path) if module.startswith("django")]


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_nobody_looks_at_the_clock_but_the_doors_and_the_register(path):
    """A command is the operator's door, a job the worker's: they tell the day to who is inside.

    `localdate(a moment)` only says which day a known moment was here: it is not looking.
    """
    fields = [n for n in nodes(path, ast.keyword) if n.arg in {"auto_now", "auto_now_add"}]
    assert not fields, "a day is a fact: it is told by who acts"
    if name_of(path) not in WHO_LOOKS_AT_THE_CLOCK and "commands" not in path.parts:
        told = {id(call.func) for call in nodes_of(tree_of(path), ast.Call) if call.args}
        clocks = nodes_of(tree_of(path), ast.Attribute, ast.Name)
        assert not [n.lineno for n in clocks if ast.unparse(n) in CLOCKS and id(n) not in told]


@pytest.mark.parametrize("path", ROOMS, ids=name_of)
def test_a_relation_names_its_model_so_that_the_import_can_be_seen(path):
    for node in nodes(path, ast.Call):
        if ast.unparse(node.func).rpartition(".")[2] in RELATIONS:
            target = [*node.args, *(k.value for k in node.keywords if k.arg == "to")][0]
            assert not isinstance(target, ast.Constant) or target.value == "self", node.lineno


@pytest.mark.parametrize("path", SOURCES + TEMPLATES, ids=name_of)
def test_the_sign_of_the_euro_is_written_in_one_place(path):
    assert name_of(path) == "foundation/money.py" or "€" not in path.read_text()


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_page_has_neither_script_nor_style_of_its_own(path):
    html = path.read_text()
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_page_asks_nothing_of_others(path):
    assert not re.search(r"""(src|href|action)=["']\s*(https?:)?//""", path.read_text())


def test_no_code_of_a_municipality_is_typed_in_a_test():
    """Codes change: a test looks the municipality up by its name."""
    codes = {row.split(",")[0] for row in bundled_rows()}
    for path in TESTS:
        typed = {n.value for n in nodes(path, ast.Constant) if isinstance(n.value, str)}
        assert not typed & codes, f"{path.name}: {typed & codes}"


def bundled_rows():
    text = (HOUSE / "territory" / "data" / "municipalities.csv").read_text("utf-8")
    return text.splitlines()[1:]


@pytest.mark.parametrize(
    "room", sorted({p.relative_to(HOUSE).parts[0] for p in ROOMS} - {"__init__.py"})
)
def test_every_room_says_in_twelve_lines_what_it_is(room):
    text = (HOUSE / room / "README.md").read_text("utf-8")
    assert len(text.splitlines()) <= 14
    assert "must never know" in text.lower()


def test_every_model_and_every_state_is_in_the_glossary():
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    told = set(re.findall(r"`(\w+)`", glossary))
    models = {m.__name__ for m in apps.get_models() if m.__module__.startswith("raccordo.")}
    states = {
        node.name
        for path in ROOMS
        if path.stem in {"states", "rights"}
        for node in nodes(path, ast.ClassDef)
    }
    assert models | states <= told, (models | states) - told
