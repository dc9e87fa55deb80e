"""A PostgreSQL of the operator's, by its address: with one login that may make roles, with two logins, with one that may not."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from harness.cluster import Cluster
from upstander.operations.addresses import APP_ROLE, OWNER_ROLE
from upstander.operations.database import prepare_external

pytestmark = pytest.mark.db15


@pytest.fixture
def new_name(cluster: Cluster, migrated: str) -> Iterator[str]:
    """The name of a database that does not exist yet."""
    name = f"test_{uuid4().hex[:12]}"
    yield name
    cluster.drop(name)


def upstander(data: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "upstander", *arguments],
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "upstander.settings",
            "UPSTANDER_DATA": str(data),
            "DATABASE_OWNER_URL": "",
            **environment,
        },
        check=False,
        timeout=120,
    )


def test_one_login_that_may_make_roles_is_all_it_takes(
    cluster: Cluster, new_name: str, tmp_path: Path
) -> None:
    url = cluster.address(new_name)  # of a database that is not there yet
    prepare_external(url)
    code = """
from django.db import connections
for name in ("owner", "default"):
    with connections[name].cursor() as cursor:
        cursor.execute("SELECT current_user")
        print(cursor.fetchone()[0])
connections["owner"].cursor().execute("CREATE TABLE made ()")
"""
    done = upstander(tmp_path, "manage", "shell", "--no-imports", "-c", code, DATABASE_URL=url)
    assert (done.stdout.split(), done.stderr) == ([OWNER_ROLE, APP_ROLE], "")


def test_a_login_that_may_not_is_told_the_sql(cluster: Cluster, own_database: str, tmp_path: Path) -> None:
    done = upstander(tmp_path, "migrate", DATABASE_URL=cluster.address(own_database, APP_ROLE))
    assert done.returncode == 1
    assert f"GRANT {OWNER_ROLE} TO" in done.stderr
    assert "Traceback" not in done.stderr


def test_two_logins_need_no_superuser(cluster: Cluster, own_database: str, tmp_path: Path) -> None:
    done = upstander(
        tmp_path,
        "migrate",
        DATABASE_URL=cluster.address(own_database, APP_ROLE),
        DATABASE_OWNER_URL=cluster.address(own_database, OWNER_ROLE),
    )
    assert (done.returncode, done.stderr) == (0, "")
