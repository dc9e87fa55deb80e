"""A file that colleagues made for somebody else is looked at by the virus scanner before it is kept: unlike a report, it can wait."""

from __future__ import annotations

from upstander.intake.scanner import ScannerSilent, has_scanner, scan
from upstander.intake.told import FileTold
from upstander.lib.decision import ALLOWED, Decision, refuse


def check_scanned(file: FileTold) -> Decision:
    """Allowed where there is no scanner, or it finds nothing. Outside any transaction: it may take a minute."""
    if not has_scanner():
        return ALLOWED
    try:
        found = scan(file.original())
    except ScannerSilent:
        return refuse(
            "The virus scanner did not look at this file, so it was not kept. Try again in a few minutes. If it says so again, ask"
            " whoever runs the system: the file may be larger than the scanner takes."
        )
    if found:
        return refuse(
            f"The virus scanner found something in this file ({found}), so it was not kept. Make the copy anew on another machine."
        )
    return ALLOWED
