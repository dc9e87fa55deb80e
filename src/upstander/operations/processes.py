"""Processes that do not outlive whoever started them."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
# Loaded here and not in the child: between fork and exec nothing may be imported.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def dies_with_parent(number: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """A `preexec_fn`: the kernel sends the signal to the child when the thread that started it ends, even by kill -9.

    Linux only; elsewhere a killed supervisor leaves its children to the next start, which stops them.
    """
    parent = os.getpid()

    def prepare() -> None:
        _ask_kernel(number)
        if os.getppid() != parent:  # died in between
            os._exit(1)

    return prepare


def end_with_parent(parent: int) -> None:
    """The same for this process, which `parent` (a process id) has started."""
    _ask_kernel(signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _ask_kernel(number: signal.Signals) -> None:
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
