"""Makes the migrated servers that the tests copy, each when its programs are there. Ran beside the checks, it costs no time."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "harness.settings"

import django

django.setup()

from harness import cluster, settings  # noqa: E402
from run import OLDEST  # noqa: E402
from upstander.operations.embedded import bundled_programs  # noqa: E402

if not os.environ.get("UPSTANDER_TEST_DATABASE_URL"):
    for programs in (bundled_programs(), OLDEST):
        if (programs / "postgres").exists():
            cluster.prepare(settings.CACHE, programs)
