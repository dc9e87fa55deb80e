"""The program's own settings, with what a test may have faster or kept in memory. The database is named later, by the harness."""

from __future__ import annotations

import os
from pathlib import Path

CACHE = Path(
    os.environ.get("UPSTANDER_TEST_DATA", "") or Path(__file__).resolve().parents[2] / ".cache"
).absolute()

os.environ["UPSTANDER_DATA"] = str(CACHE / "data")
os.environ["UPSTANDER_SECRET_KEY"] = "only-for-tests-" + "x" * 40
os.environ["UPSTANDER_MASTER_KEYSET"] = str(CACHE / "master.json")
for name in (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "UPSTANDER_BASE_URL",
    "UPSTANDER_HOSTS",
    "UPSTANDER_LANDLORD",
    "UPSTANDER_EMAIL_URL",
    "UPSTANDER_TEXT_URL",
):
    os.environ.pop(name, None)

from upstander.settings import *  # noqa: E402, F403
from upstander.settings import STORAGES  # noqa: E402

UPSTANDER_AUDIT_ANCHOR = None
ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
(CACHE / "data" / "static").mkdir(parents=True, exist_ok=True)
