"""What can be wrong with a machine or its settings, told to the operator without a traceback."""

from __future__ import annotations


class OperatorError(Exception):
    """Something the operator can mend. The message says what is wrong and what to do."""


class DatabaseUnready(OperatorError):
    """The database is out of reach, too old, or lacks roles that we may not create."""
