"""`upstander check` names what would go wrong later, and what to do."""

from __future__ import annotations

import os
import runpy
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_urlsafe
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from factories.cast import one_of_each_role
from harness.warm import Warm
from upstander.lib.kept_messages import MARK
from upstander.operations import demo, deployment, startup
from upstander.operations.errors import OperatorError
from upstander.operations.supervisor import free_port

pytestmark = pytest.mark.django_db


def test_clocks_apart_are_named(master_keys: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not [fault for fault in deployment.faults(deploy=False) if "clocks" in fault]
    monkeypatch.setattr(deployment, "_CLOCKS_APART", -1)
    assert [fault for fault in deployment.faults(deploy=False) if "clocks" in fault]


def test_a_list_of_stolen_passwords_that_is_not_there_is_named(
    master_keys: None, settings: Any, tmp_path: Path
) -> None:
    settings.UPSTANDER_BREACHED_PASSWORDS = tmp_path / "gone"
    assert [fault for fault in deployment.faults(deploy=False) if "UPSTANDER_BREACHED_PASSWORDS" in fault]
    (tmp_path / "gone").touch()
    assert not [fault for fault in deployment.faults(deploy=False) if "UPSTANDER_BREACHED_PASSWORDS" in fault]


def test_a_proxy_that_is_not_named_and_email_that_does_not_leave_are_told(
    master_keys: None, settings: Any
) -> None:
    settings.UPSTANDER_PRODUCTION = True
    told = deployment.faults(deploy=True)
    assert [fault for fault in told if "UPSTANDER_TRUST_PROXY" in fault and "flood" in fault]
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    told = deployment.faults(deploy=True)
    assert not [fault for fault in told if "UPSTANDER_TRUST_PROXY" in fault]
    assert [fault for fault in told if "UPSTANDER_EMAIL_URL" in fault and "password" in fault]


# Each thing that nothing may start with in real use ---------------------------------------------------------------


@pytest.fixture
def safe(settings: Any, tmp_path: Path) -> Any:
    """Settings as a landlord should have them, on paths of this test."""
    keys = tmp_path / "keys" / "master.json"
    keys.parent.mkdir()
    keys.touch(mode=0o600)
    settings.UPSTANDER_PRODUCTION = True
    settings.UPSTANDER_DATA = tmp_path / "data"
    settings.UPSTANDER_MASTER_KEYSET = keys
    settings.UPSTANDER_AUDIT_ANCHOR = tmp_path / "another-disk" / "anchor"
    settings.UPSTANDER_BACKUPS = tmp_path / "back-ups"
    settings.UPSTANDER_BASE_URL = "https://report.landlord.example"
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SESSION_COOKIE_SECURE = True
    settings.ALLOWED_HOSTS = ["report.landlord.example", "127.0.0.1"]
    settings.SECRET_KEY = token_urlsafe(48)
    settings.DEBUG = False
    return settings


def refused(because: str) -> None:
    """`check --deploy` says it, and starting says it too."""
    assert [fault for fault in deployment.faults(deploy=True) if because in fault]
    with pytest.raises(OperatorError, match="nothing starts until this is mended") as error:
        startup.refuse_unsafe_settings()
        startup.refuse_unsafe_database()
    assert because in str(error.value)


def test_safe_settings_start(safe: Any) -> None:
    assert deployment.unsafe_settings() == []
    startup.refuse_unsafe_settings()
    assert ["fsync" in fault for fault in deployment.unsafe_database()] == [True], (
        "the tests' own server is fast"
    )


@pytest.mark.parametrize("key", ["only-for-tests-" + "x7Qm" * 16, "short", "ab" * 40])
def test_a_signing_key_for_development_is_refused(safe: Any, key: str) -> None:
    safe.SECRET_KEY = key
    refused("run `upstander keys`")


def test_debug_is_refused(safe: Any) -> None:
    safe.DEBUG = True
    refused("DEBUG is on")


def test_an_address_without_tls_is_refused(safe: Any) -> None:
    safe.UPSTANDER_BASE_URL = "http://report.landlord.example"
    refused("https:// address")


def test_no_hsts_is_refused(safe: Any) -> None:
    safe.SECURE_HSTS_SECONDS = 0
    refused("HSTS")


def test_cookies_in_the_open_are_refused(safe: Any) -> None:
    safe.SESSION_COOKIE_SECURE = False
    refused("secure cookies")


@pytest.mark.parametrize("host", ["*", ".landlord.example"])
def test_a_wildcard_of_hosts_is_refused(safe: Any, host: str) -> None:
    safe.ALLOWED_HOSTS = [host]
    refused("UPSTANDER_HOSTS")


def test_keys_that_others_can_read_are_refused(safe: Any) -> None:
    safe.UPSTANDER_MASTER_KEYSET.chmod(0o640)
    refused("chmod 600")


def test_keys_in_the_data_directory_are_refused_also_behind_a_link(safe: Any, tmp_path: Path) -> None:
    inside = safe.UPSTANDER_DATA / "keys" / "master.json"
    inside.parent.mkdir(parents=True)
    inside.touch(mode=0o600)
    (tmp_path / "link.json").symlink_to(inside)
    safe.UPSTANDER_MASTER_KEYSET = tmp_path / "link.json"
    refused("in the data directory")


def test_keys_that_a_service_seals_may_lie_in_the_data_directory(safe: Any) -> None:
    path = safe.UPSTANDER_DATA / "master.json"
    path.parent.mkdir()
    path.write_text('{"service": "hcvault:transit/keys/upstander", "sealed": "x"}')
    path.chmod(0o600)
    safe.UPSTANDER_MASTER_KEYSET = path
    assert not [fault for fault in deployment.unsafe_settings() if "master keys" in fault]


def test_keys_among_the_back_ups_are_refused(safe: Any) -> None:
    safe.UPSTANDER_BACKUPS = safe.UPSTANDER_MASTER_KEYSET.parent
    refused("directory of back-ups")


def test_an_anchor_beside_the_data_is_refused(safe: Any) -> None:
    safe.UPSTANDER_AUDIT_ANCHOR = safe.UPSTANDER_DATA / "audit-anchor"
    refused("beside the data")


def test_no_anchor_is_refused(safe: Any) -> None:
    safe.UPSTANDER_AUDIT_ANCHOR = None
    refused("has no anchor")


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_role_that_owns_tables_or_is_not_bound_is_refused(
    safe: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deployment, "connection", connections["owner"])
    refused("may bypass row-level security")
    refused("The app owns tables")


def test_a_database_that_forgets_in_a_power_cut_is_refused(safe: Any) -> None:
    refused("what a power cut can undo")


def test_on_this_machine_for_looking_nothing_is_refused(safe: Any) -> None:
    safe.UPSTANDER_PRODUCTION = False
    safe.DEBUG = True
    startup.refuse_unsafe_settings()


def test_only_a_demonstration_on_this_machine_keeps_messages_in_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every command reads the settings before it does anything else."""
    monkeypatch.setenv("UPSTANDER_DATA", str(tmp_path))
    monkeypatch.setenv("UPSTANDER_TEXT_URL", "outbox:")

    def read() -> Any:
        return SimpleNamespace(**runpy.run_path(str(Path(startup.__file__).parents[1] / "settings.py")))

    with pytest.raises(ImproperlyConfigured, match="`outbox:` is for `upstander demo` alone"):
        read()
    (tmp_path / "demonstration").touch()
    assert read().UPSTANDER_KEEPS_MESSAGES
    assert not read().UPSTANDER_SENDS_EMAIL
    monkeypatch.setenv("UPSTANDER_BASE_URL", "https://report.landlord.example")
    with pytest.raises(ImproperlyConfigured, match="`outbox:` is for `upstander demo` alone"):
        read()


def test_only_a_database_without_staff_of_its_own_becomes_a_demonstration(tmp_path: Path) -> None:
    demo.claim(tmp_path)
    assert (tmp_path / MARK).is_file()
    (tmp_path / MARK).unlink()
    one_of_each_role(datetime.now(UTC))
    with pytest.raises(OperatorError, match="belongs to a landlord already"):
        demo.claim(tmp_path)
    assert not (tmp_path / MARK).exists()


def test_run_refuses_to_keep_messages_even_on_a_demonstrations_data(settings: Any) -> None:
    startup.refuse_kept_messages()
    settings.UPSTANDER_KEEPS_MESSAGES = True
    with pytest.raises(OperatorError, match="`upstander demo` alone"):
        startup.refuse_kept_messages()


def test_the_command_refuses_before_it_serves(warm: Warm, tmp_path: Path) -> None:
    port = str(free_port("127.0.0.1"))
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("UPSTANDER_", "DATABASE_"))
    }
    begun = []
    for command in ("web", "run"):
        place, log = tmp_path / command, tmp_path / f"{command}.log"
        environment = {
            **kept,
            "UPSTANDER_DATA": str(place),
            "UPSTANDER_PRODUCTION": "1",
            "UPSTANDER_SECRET_KEY": "short",
            "UPSTANDER_MASTER_KEYSET": str(settings.UPSTANDER_MASTER_KEYSET),
            "DJANGO_SETTINGS_MODULE": "upstander.settings",
        }
        begun.append((warm.start([command, "--port", port], environment, log), log, place))
    for process, log, place in begun:
        process.wait(60)
        for said in ("upstander: ", "run `upstander keys`", "https:// address", "beside the data"):
            assert said in log.read_text()
        assert not (place / "postgres").exists(), "no database was started"
