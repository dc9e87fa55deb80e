"""What can go wrong with a report or its files, in words that say what to do."""

from upstander.lib.decision import NotThere


class FileRefused(Exception):
    """A file that cannot be taken. The message is shown to the person who chose it."""


class DraftGone(Exception):
    """The draft expired or never was: its hour is over, and nothing readable is left of it."""


class NoSuchReport(NotThere):
    """No report of that id that this viewer may see. The two are never told apart."""


class MailboxShut(Exception):
    """No mailbox is open under this token: the visit is over, or there never was one."""


class KeyReused(Exception):
    """A body used one key for two different reports. The first one stands."""


class SignedOut(Exception):
    """Nobody is signed in under this token: the time is over, or they signed out."""
