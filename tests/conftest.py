"""Fixtures for every test: a database under the app's own role, a fixed time, a running server, a browser.

The database is real and access rules bind: `default` is `upstander_app`. A test that takes `db` runs in a transaction that is
rolled back. One that needs commits, several connections or the owner takes `own_database`: a fresh copy for it alone.
"""

from __future__ import annotations

import fcntl
import gc
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from harness import browser as browsers
from harness import cluster as clusters
from harness import fetched, live, plans, shared
from harness import warm as warming
from upstander.operations.addresses import APP_ROLE, OWNER_ROLE

# Playwright keeps an event loop in the test's thread; Django would refuse to be used beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
plans.keep()
fetched.compare()
# A busy one is no fault of what is tested.
hypothesis.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("any machine")


# What opens a database to a test.
OPENING = frozenset({"db", "standing", "own_database", "live_app"})


@pytest.fixture(scope="session")
def now() -> datetime:
    """The time of every test: a Friday afternoon in winter, London on UTC."""
    return datetime(2026, 11, 20, 16, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """What a test asked for in another language is not what the next one is shown: a request leaves its language in its thread."""
    with translation.override(None):
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first: two processes that take a file at a time then end together."""
    long = {"journeys", "operations", "proofs", "test_url_sweep"}
    items.sort(key=lambda item: long.isdisjoint((item.path.parent.name, item.path.stem)))


def pytest_collection_finish() -> None:
    """What is loaded stays: the collector of garbage need not look through the whole program again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


# The database --------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def cluster(django_db_blocker: Any) -> Iterator[clusters.Cluster]:
    """The PostgreSQL of this run: embedded; UPSTANDER_TEST_PROGRAMS of another version; or a server by its address."""
    if url := os.environ.get("UPSTANDER_TEST_DATABASE_URL", ""):
        yield clusters.given_cluster(url)
        return
    programs = os.environ.get("UPSTANDER_TEST_PROGRAMS", "")
    cache = Path(settings.UPSTANDER_DATA).parent
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            own = clusters.own_cluster(cache, Path(programs) if programs else None)
            found = stack.enter_context(own)
        yield found


@pytest.fixture(scope="session")
def master_keys() -> None:
    """Keys for sealing, made once for all runs: what they seal is invented."""
    from upstander.confidentiality.api import create_master_keys

    settings.UPSTANDER_MASTER_KEYSET.parent.mkdir(parents=True, exist_ok=True)
    with (settings.UPSTANDER_MASTER_KEYSET.parent / "tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two processes share the keys
        if not settings.UPSTANDER_MASTER_KEYSET.exists():
            create_master_keys(settings.UPSTANDER_MASTER_KEYSET)


@pytest.fixture(scope="session")
def migrated(cluster: clusters.Cluster, django_db_blocker: Any) -> str:
    """The name of a migrated, empty database to copy from."""
    with django_db_blocker.unblock():
        return clusters.template(cluster)


@pytest.fixture(scope="session")
def django_db_setup(
    cluster: clusters.Cluster, migrated: str, master_keys: None, request: pytest.FixtureRequest
) -> Iterator[None]:
    """In place of pytest-django's: one copy for all tests that roll back. Closed to any other: what it stored would stay."""
    name = cluster.copy(migrated)
    with shared.watched(cluster.address(name), request.config), clusters.pointed_at(cluster, name):
        yield
    cluster.drop(name)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """After each file: the database that all share is as it was, or the file is named."""
    yield
    if nextitem is None or nextitem.path != item.path:
        shared.assert_unchanged(item.config)


@pytest.fixture(autouse=True)
def closed_database(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """A test that does not ask for a database reaches none, also where the file's other tests hold one open."""
    if OPENING.isdisjoint(request.fixturenames) and not request.node.get_closest_marker("django_db"):
        with django_db_blocker.block():
            yield
    else:
        yield


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What fixtures of a module store is there for all its tests, each of which takes back what it did itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def own_database(
    django_db_setup: None, cluster: clusters.Cluster, migrated: str, django_db_blocker: Any
) -> Iterator[str]:
    """A fresh copy for this test: commits are real, other connections see them. Yields its name."""
    with _fresh(cluster, migrated, django_db_blocker) as name:
        yield name


@pytest.fixture
def owner_cursor(own_database: str, cluster: clusters.Cluster) -> Iterator[psycopg.Cursor[Any]]:
    """SQL as the owner of the tables, beside Django, on the test's own database."""
    with psycopg.connect(cluster.address(own_database, OWNER_ROLE), autocommit=True) as connection:
        yield connection.cursor()


@pytest.fixture
def app_cursor(own_database: str, cluster: clusters.Cluster) -> Iterator[psycopg.Cursor[Any]]:
    """SQL as the app, beside Django, with no viewer set."""
    with psycopg.connect(cluster.address(own_database, APP_ROLE), autocommit=True) as connection:
        yield connection.cursor()


@pytest.fixture
def admin_address(own_database: str, cluster: clusters.Cluster) -> str:
    """How the superuser connects to the test's own database, for pg_dump and the like (its folder: `cluster.programs`)."""
    return cluster.address(own_database)


@contextmanager
def _fresh(cluster: clusters.Cluster, template: str, blocker: Any) -> Iterator[str]:
    name = cluster.copy(template)
    try:
        with blocker.unblock(), clusters.pointed_at(cluster, name):
            yield name
    finally:
        cluster.drop(name)


# The running program ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def warm(cluster: clusters.Cluster, master_keys: None) -> Iterator[warming.Warm]:
    """The program, loaded once for all that run it, with no database yet."""
    found = warming.begin(live.environment_of(cluster, "nowhere"))
    yield found
    found.stop()


@pytest.fixture(scope="module")
def live_app(
    warm: warming.Warm,
    django_db_setup: None,
    cluster: clusters.Cluster,
    migrated: str,
    django_db_blocker: Any,
) -> Iterator[live.LiveApp]:
    """Web and worker on a fresh database, for all tests of a module; Django in the test leads to the same database.

    The worker does what the pages give it to do. What runs by the clock a test does itself, at the moment that it means.
    """
    with (
        _fresh(cluster, migrated, django_db_blocker) as name,
        live.running(warm, cluster, name, periodic=False) as app,
    ):
        yield app


# The browser --------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, or a skip that says why there is none."""
    executable = browsers.chromium()
    if executable is None:
        pytest.skip("Chromium is not installed (Debian package chromium-headless-shell, or chromium)")
    with browsers.running_browser(executable) as running:
        yield running


@pytest.fixture
def new_page(browser: Any, live_app: live.LiveApp) -> Iterator[browsers.NewPage]:
    """`new_page(size=PHONE, javascript=False)` opens a page in a profile of its own. No page may load anything from elsewhere."""
    pages = browsers.Pages(browser, live_app.url)
    yield pages.open
    pages.close()
    assert pages.elsewhere == [], "a page asked another host for something"
    assert pages.errors == [], "a script of a page failed"


@pytest.fixture
def page(new_page: browsers.NewPage) -> Any:
    """A page at desk size."""
    return new_page()


@pytest.fixture
def assert_accessible() -> Callable[[Any], None]:
    """`assert_accessible(page)`: axe-core finds nothing."""

    def check(page: Any) -> None:
        found = browsers.barriers(page)
        assert found == [], f"{page.url} has barriers:\n" + "\n".join(found)

    return check
