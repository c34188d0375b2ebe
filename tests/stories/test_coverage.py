"""Who works for whom: Ambito 11 with its holes, and each of the six ATS with its own."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from raccordo.accounts.models import User
from raccordo.keeper.demo.network import ELSEWHERE
from raccordo.parties.queries.mapping import coverage_of
from raccordo.territory.models import Area
from raccordo.territory.queries import municipalities_of
from tests.conftest import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
TODAY = date(2026, 11, 22)


def filled(slug):
    """The themes that somebody covers in each municipality of an area."""
    found = coverage_of(Area.objects.get(slug=slug), on=TODAY)
    codes = [theme.code for theme in found.themes]
    return {
        row.town.slug: {code for code, n in zip(codes, row.counts, strict=True) if n}
        for row in found.rows
    }


def test_in_ambito_11_nobody_works_for_immigrants_and_only_lanciano_has_help_for_addictions():
    told = filled("ambito-11")

    assert len(told) == 9
    assert not any("immigrati" in themes for themes in told.values())
    assert {town for town, themes in told.items() if "dipendenze" in themes} == {"lanciano"}
    assert all({"anziani", "disabilita"} <= themes for themes in told.values())


@pytest.mark.parametrize("slug", sorted(ELSEWHERE))
def test_each_of_the_six_ats_sees_who_covers_what_in_all_its_municipalities(slug):
    _name, codes = ELSEWHERE[slug]
    towns = municipalities_of(Area.objects.get(slug=slug), on=TODAY)
    assert filled(slug) == {town.slug: set(codes) for town in towns}
    assert towns


def test_who_coordinates_an_ats_opens_its_coverage_with_its_map(client):
    sign_in(client, User.objects.get(email="coordinatrice@demo.example"))
    page = client.get(reverse("network:coverage"))

    assert page.context["area"].slug == "ats-21"
    assert "<svg" in page.text


def test_who_coordinates_the_province_chooses_among_its_ats(client):
    sign_in(client, User.objects.get(email="provincia@demo.example"))
    places = {place.slug for place in client.get(reverse("network:coverage")).context["places"]}
    assert {"ats-21", "ats-22", "ats-23"} <= places
