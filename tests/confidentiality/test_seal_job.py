"""Sealing waits for nobody: a long transaction that still writes only puts it off."""

from __future__ import annotations

from datetime import datetime

import psycopg
import pytest
from django.db import connection

from harness.cluster import Cluster
from upstander.confidentiality.api import audit, system, viewing
from upstander.confidentiality.audit import _LOCK
from upstander.confidentiality.jobs import seal_audit
from upstander.operations.addresses import APP_ROLE

pytestmark = pytest.mark.db15


def test_a_writer_still_at_work_puts_sealing_off_without_an_error(
    own_database: str, cluster: Cluster, now: datetime
) -> None:
    with viewing(system("tests")):
        audit.record(by=system("tests"), now=now, action="case.read")
    with psycopg.connect(cluster.address(own_database, APP_ROLE)) as writer:
        writer.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_LOCK])
        seal_audit.func(timestamp=0)
        with viewing(system("tests")):
            assert audit.verify().unsealed == 1
    seal_audit.func(timestamp=0)
    with viewing(system("tests")):
        assert audit.verify().unsealed == 0
    connection.close()
