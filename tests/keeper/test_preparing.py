"""What comes with the program arrives once, and also with a later release."""

from datetime import date

import pytest

from raccordo.keeper.preparing import prepare_figures
from raccordo.observatory.models import Vintage
from tests.make import TODAY, make_town
from tests.observatory.worlds import make_population

pytestmark = pytest.mark.django_db


def test_figures_of_days_that_an_installation_has_not_arrive_and_the_others_stand(capsys):
    own = make_population({make_town().istat_code: {1: (1, 1)}}, reference_date=date(2022, 1, 1))

    prepare_figures(on=TODAY)
    first = capsys.readouterr().out
    prepare_figures(on=TODAY)

    days = Vintage.objects.values_list("reference_date", flat=True)
    assert sorted(days) == [date(2022, 1, 1), date(2023, 1, 1)]
    assert Vintage.objects.get(reference_date=date(2022, 1, 1)) == own
    assert "Carico i dati statistici" in first
    assert not capsys.readouterr().out
