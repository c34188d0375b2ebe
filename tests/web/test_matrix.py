"""Who may open what: every page × every role × own, inside, sister and other area.

The table is tests/web/matrix.csv: a letter for each place from which the page can be opened
(o own, i inside, s sister, x other), - for none. It is read by people before it is believed:
MATRIX=write pytest tests/web/test_matrix.py writes what is true now, to be read and compared.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
from django.urls import get_resolver, reverse

from raccordo.access.rights import RIGHTS, Role
from tests.conftest import sign_in
from tests.web.worlds import RELATIONS, make_world

MATRIX = Path(__file__).with_name("matrix.csv")
THIRD_PARTY = "third party"
PUBLIC = "public"
WHO_ENTERED = "whoever has entered"
NO_LETTERS = {THIRD_PARTY, WHO_ENTERED, PUBLIC}
# What the words of an address stand for, when the page alone does not tell.
OBJECTS = {
    "territory:end_delegation": {"key": "delegation"},
    "desk:duties_passed_back": {"key": "passing"},
    "desk:duties_absence_end": {"key": "absence"},
    "desk:duties_event": {"key": "rule"},
    "desk:duty_file": {"key": "done"},
    "desk:calendar": {"token": "calendar"},
    "assemblies:file": {"key": "act", "file": "file"},
    "assemblies:minutes_part": {"key": "minutes", "part": "part"},
    "assemblies:minutes_refresh": {"key": "minutes", "part": "part"},
    "assemblies:minutes_answer": {"key": "minutes", "remark": "remark"},
    "assemblies:sitting_file": {"key": "sitting", "file": "paper"},
    "assemblies:sitting_item_move": {"key": "coming", "item": "coming_item"},
    "assemblies:sitting_item_withdraw": {"key": "coming", "item": "coming_item"},
    "assemblies:sitting_ballot_correct": {"seat": "attendance"},
    "office:message_file": {"key": "message", "file": "receipt"},
    "desk:request_dataset": {"key": "closed", "collected": "collected"},
    "desk:request_publish": {"key": "closed", "collected": "collected"},
    "desk:request_withdraw": {"key": "closed", "collected": "collected"},
    "desk:collected": {"collected": "collected"},
    "office:message_attachment": {"key": "message", "file": "stored"},
    "voices:proposal_file": {"key": "proposal", "file": "proposal_file"},
    "voices:study_file": {"key": "study", "file": "study_file"},
    "voices:study_detach": {"key": "study", "file": "study_file"},
    "voices:evidence_renew": {"key": "evidence"},
    "voices:evidence_drop": {"key": "evidence"},
    "voices:need_backing_drop": {"key": "backing"},
    "plan:action_file": {"key": "action", "attached": "action_file"},
    "plan:action_file_drop": {"key": "action", "attached": "action_file"},
}
BY_PREFIX = {
    "network:stake_end": "stake",
    "network:agreement_end": "agreement",
    "network:card_approve": "change",
    "network:card_refuse": "change",
    "network:office": "office",
    "network:holding": "holding",
    "network:proxy": "proxy",
    "network:person": "representative",
    "network:import": "intake",
    "network": "organisation",
    "assemblies:rewrite": "draft",
    "assemblies:discard": "draft",
    "assemblies:preview": "draft",
    "assemblies:fix": "draft",
    "assemblies:body": "body",
    "assemblies:seating": "seating",
    "assemblies:seat": "seat",
    "assemblies:designation": "designation",
    "assemblies:candidacy": "candidacy",
    "assemblies:draft_odt": "draft",
    "assemblies:take_back": "draft",
    "assemblies:text_model": "text_model",
    "assemblies:paper_note": "held_item",
    "assemblies:paper": "held",
    "assemblies:resolution": "held_item",
    "assemblies:minutes_begin": "held",
    "assemblies:minutes": "minutes",
    "assemblies:published": "public",
    "assemblies:sitting": "sitting",
    "assemblies": "act",
    "territory:arrival": "arrival",
    "territory:confirm": "arrival",
    "territory:discard": "arrival",
    "office:mandate": "mandate",
    "office:person": "person",
    "office:message": "message",
    "desk:sign": "resolution",
    "desk:duty": "duty",
    "desk:request_answer": "answer",
    "desk:request": "request",
    "desk:answer": "answer",
    "desk": "job",
    "public:proposal": "proposal",
    "voices:proposals_import": "batch",
    "voices:proposal": "proposal",
    "voices:consultation": "consultation",
    "voices:occasion": "occasion",
    "voices:need": "need",
    "voices:evidence": "need",
    "voices:stud": "study",
    "voices:problem": "problem",
    "voices:statement": "statement",
    "voices:swot": "swot_item",
    "plan:sections": "plan",
    "plan:texts": "plan",
    "plan:print": "plan",
    "plan:section_add": "plan",
    "plan:objective_add": "plan",
    "plan:actions": "plan",
    "plan:action_add": "plan",
    "plan:procedure_add": "action",
    "plan:plan": "plan",
    "plan:section": "section",
    "plan:objective": "objective",
    "plan:action": "action",
    "plan:procedure": "procedure",
    "plan:contract": "procedure",
    "plan:voice": "action",
    "money:budget": "plan",
    "money:funds_bring": "plan",
    "money:books": "plan",
    "money:progress": "plan",
    "money:words": "plan",
    "money:copying": "allocation",
    "money:blank": "blank",
    "money:action": "action",
    "money:reserve": "action",
    "money:commit": "action",
    "money:movement": "movement",
    "money:onward": "movement",
    "money:reverse": "movement",
    "money:quota": "quota",
    "money:town": "town",
    "money:year": "place",
    "money": "allocation",
}


# These words stand for the same things on every page.
ALIKE = ("item", "ballot", "finding", "phase", "aim", "stance", "telling")
ALIKE += ("attached", "contract", "made", "origin", "stage")
EVERYWHERE = {word: word for word in ALIKE}
# What the other words of an address can be.
WORDS = {"code": "D01", "year": "2025", "ending": "csv", "name": "piramide", "of": "bisogno"}
WORDS["sort"] = "committed"
PAPERS = ("paper_convocation", "paper_attendance", "paper_to_sign", "paper_note", "minutes_file")
SPECIAL = {f"assemblies:{name}": {"ending": "pdf"} for name in PAPERS}
SPECIAL |= {"voices:consultation_findings": {"ending": "pdf"}}
SPECIAL["office:privacy_paper"] = {"ending": "xlsx"}
SPECIAL["money:report_table"] = {"ending": "csv"}
SPECIAL["plan:printed"] = {"ending": "pdf"}
SPECIAL["plan:action_piece"] = {"name": "staffing"}
SPECIAL |= {f"plan:voice_{word}": {"of": "azioni"} for word in ("tie", "untie")}
SPECIAL |= {"territory:picture": {"ending": "svg"}, "territory:list_picture": {"ending": "svg"}}
# These are about the municipalities that the address lists, whoever reads them.
OF_A_LIST = "territory:list_"


def pages(patterns=None, space=""):
    for pattern in patterns or get_resolver().url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{pattern.namespace}:" if pattern.namespace else space
            yield from pages(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name}", pattern


def ours():
    """The pages that ask for a right."""
    return {name: page for name, page in pages() if getattr(page.callback, "right", None)}


def public():
    """The pages that ask for none."""
    return {name: page for name, page in pages() if getattr(page.callback, "public", False)}


def address(name, pattern, corner):
    """The address of a page about the objects of a corner; nothing where there is none."""
    words = {}
    for word in pattern.pattern.converters:
        if word == "slug":
            asked = name.startswith("public:")
            place = corner.objects.get("consultation") if asked else corner.place
            words[word] = getattr(place, "slug", None)
            continue
        if word in WORDS:
            words[word] = SPECIAL.get(name, {}).get(word) or WORDS[word]
            continue
        prefix = next((p for p in BY_PREFIX if name.startswith(p)), "")
        thing = OBJECTS.get(name, {}).get(word) or EVERYWHERE.get(word) or BY_PREFIX.get(prefix)
        found = corner.objects.get(thing)
        words[word] = getattr(found, "key", None)
    if None in words.values():
        return None
    asked = f"?comuni={corner.town.istat_code}" if name.startswith(OF_A_LIST) else ""
    return reverse(name, kwargs=words) + asked


@pytest.fixture(autouse=True)
def in_few_words(monkeypatch):
    """What is asked is who comes in, thousands of times: what a page shows, others ask."""
    monkeypatch.setattr("django.shortcuts.loader.render_to_string", lambda *_, **__: "")
    monkeypatch.setattr("raccordo.documents.pdf._compile", lambda *_, **__: b"%PDF-1.7")


def opens(client, url):
    page = client.get(url)
    if page.status_code == 405:
        page = client.post(url)
    assert page.status_code in {200, 302, 301, 400, 404, 409}, (url, page.status_code)
    return page.status_code != 404


def letters(client, name, pattern, corners, role=None):
    """From which places the page opens; who has not its right is stopped before any place."""
    found = []
    stopped = role is not None and pattern.callback.right not in RIGHTS[role]
    for letter, relation in RELATIONS.items():
        url = address(name, pattern, corners[relation])
        if url and opens(client, url):
            found.append(letter)
        if stopped or not pattern.pattern.converters:
            break
    return "".join(found) or "-"


def table():
    with MATRIX.open(encoding="utf-8", newline="") as file:
        return {row["page"]: row for row in csv.DictReader(file)}


def without_a_right(pattern):
    if getattr(pattern.callback, "public", False):
        return PUBLIC
    ours = pattern.callback.__module__.startswith("raccordo.")
    return WHO_ENTERED if ours else THIRD_PARTY


def write(role, column):
    """Write a column of what is true now, to be read before it is kept."""
    rows = table() if MATRIX.exists() else {}
    for name, pattern in pages():
        row = rows.setdefault(name, {"page": name})
        row[role] = column.get(name) or without_a_right(pattern)
    with MATRIX.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["page", *Role.values], lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows[name] for name in sorted(rows))


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role.values)
def test_a_page_opens_only_from_where_the_table_says(role, client):
    mandate, corners = make_world(Role(role))
    sign_in(client, mandate.holder)
    # Jobs and drafts belong to a person: here, to whoever holds the own corner's mandate.
    column = {
        name: letters(client, name, pattern, corners, Role(role))
        for name, pattern in ours().items()
    }

    if os.environ.get("MATRIX") == "write":
        write(role, column)
    said = {name: row[role] for name, row in table().items() if row[role] not in NO_LETTERS}
    assert column == said


@pytest.mark.django_db
def test_a_public_page_opens_for_whoever_comes(client):
    _mandate, corners = make_world(Role.MAYOR)
    # Who has a personal link: tests/web/test_requests.py and test_writing.py.
    apart = ("desk:search", "desk:link", "public:confirm")
    of_areas = {name: page for name, page in public().items() if not name.startswith(apart)}
    column = {name: letters(client, name, page, corners) for name, page in of_areas.items()}

    assert {name for name, found in column.items() if found not in {"o", "oisx"}} == set()


def test_every_address_has_its_row():
    rows = table()
    names = {name for name, _pattern in pages()}

    assert set(rows) == names
    assert {name for name, row in rows.items() if row["mayor"] in NO_LETTERS} == names - set(ours())
