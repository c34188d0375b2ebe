"""Settings of the tests: the same house, with quick locks and nothing on the disk."""

import os
import tempfile
from pathlib import Path
from typing import Any

from config.databases import postgresql, sqlite
from config.settings import *  # noqa: F403
from tests.undefined import Undefined

SECRET_KEY = "only-for-the-tests"
SCRATCH = Path(tempfile.gettempdir()) / f"raccordo-tests-{os.getpid()}"
TEST_URL = os.environ.get("TEST_DATABASE_URL", "")
DATABASES = {"default": postgresql(TEST_URL) if TEST_URL else sqlite(SCRATCH / "db.sqlite3")}
DATABASES["default"]["CONN_MAX_AGE"] = 0
ARCHIVE_ROOT = SCRATCH / "archive"
CHARTS_ROOT = SCRATCH / "charts"
PAPERS_ROOT = SCRATCH / "papers"
BROUGHT_ROOT = SCRATCH / "brought"
KEYS_ROOT = SCRATCH / "keys"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
ACCOUNT_RATE_LIMITS = False
STATIC_ROOT = SCRATCH / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# No page shows a hole where a variable was forgotten.
OPTIONS: Any = TEMPLATES[0]["OPTIONS"]  # noqa: F405
OPTIONS["string_if_invalid"] = Undefined("%s")
