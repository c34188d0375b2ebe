from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from raccordo.accounts.models import User
from raccordo.keeper.management.commands import demo
from tests.keeper.homes import fill


def test_the_demo_and_its_known_passwords_never_enter_a_real_installation(home, monkeypatch):
    fill(home)
    monkeypatch.setattr(demo, "DATA", home.data)
    people = User.objects.count()

    with pytest.raises(CommandError, match="c'è un'installazione vera"):
        call_command("demo", prepare=True)

    assert User.objects.count() == people
