"""`make bench`: outcomes a second on one core, and a nation's ten years tried out on two processes.

Every line gives the figure, the aim, and the one over the other, so that a slower machine is seen as what it is.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from upstander.operations.bench.cases import NOW, lines, typical_case
from upstander.operations.commands.policy_files import default_edition, edition_text
from upstander.policy.api import load_edition, numbers, outcome, parse_facts, with_number
from upstander.policy.clocks import Clock

OUTCOMES_A_SECOND = 10_000
NATION = 1_400_000
"""Cases of a nation's ten years."""
NATION_SECONDS = 60
MEASURED = 100_000
PROCESSES = 2
_SECONDS = 3.0
