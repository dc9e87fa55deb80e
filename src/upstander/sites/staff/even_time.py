"""An answer that takes as long whatever there was to do, for the few pages on which the time itself would tell something."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def even_time(seconds: float) -> Iterator[None]:
    """Leave the block no sooner than that after it was entered, whether it ends well or in an error."""
    started = time.monotonic()
    try:
        yield
    finally:
        time.sleep(max(0.0, started + seconds - time.monotonic()))
