"""An act as it is downloaded, and the same signed inside and around."""

import pytest

from tests.acts.certificates import document, p7m, pades, rossi


@pytest.fixture(scope="session")
def act():
    return document("Si impegnano 1.000 euro.", "Il responsabile del servizio.")


@pytest.fixture(scope="session")
def signed_inside(act):
    return pades(act, rossi())


@pytest.fixture(scope="session")
def signed_around(act):
    return p7m(act, rossi())
