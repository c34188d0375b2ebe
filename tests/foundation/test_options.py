"""What is written in the environment in words is read as a person means it."""

import os
import subprocess
import sys

import pytest

from config.options import ROOT, flag

PRINTED = "from config import settings as s; print(s.SECURE_PROXY_SSL_HEADER, s.EMAIL_USE_TLS)"


@pytest.mark.parametrize(
    ("written", "meant"),
    [("false", False), ("0", False), (" No ", False), ("", False), ("true", True), ("1", True)],
)
def test_yes_and_no_are_read_in_words(monkeypatch, written, meant):
    monkeypatch.setenv("RACCORDO_MAIL_TLS", written)

    assert flag("mail_tls", default=not meant) is meant


def test_what_is_not_written_is_as_usual(monkeypatch):
    monkeypatch.delenv("RACCORDO_MAIL_TLS", raising=False)

    assert flag("mail_tls", default=True) is True


@pytest.mark.parametrize(
    ("proxies", "printed"),
    [("0", "None False"), ("1", "('HTTP_X_FORWARDED_PROTO', 'https') False")],
)
def test_without_a_proxy_nobody_says_that_a_request_was_encrypted(tmp_path, proxies, printed):
    told = {"RACCORDO_PROXIES": proxies, "RACCORDO_MAIL_TLS": "false"}
    done = subprocess.run(
        [sys.executable, "-c", PRINTED],
        env=os.environ | told | {"RACCORDO_DATA": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == printed
