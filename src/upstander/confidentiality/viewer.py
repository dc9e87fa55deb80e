"""The person or process on whose behalf the database is read or written, told to PostgreSQL for one transaction at a time.

With no viewer set, row-level security shows no row at all.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from django.db import connection, transaction

from upstander.confidentiality.key_cache import keys_in_hand
from upstander.confidentiality.permissions import Permission
from upstander.lib.decision import ALLOWED, Decision, refuse


class ViewerKind(StrEnum):
    """Staff signed in, the public (no identity), a customer signed in to their own account, a partner's named person signed in for
    their body, or the system itself (a named job)."""

    STAFF = "staff"
    PUBLIC = "public"
    CUSTOMER = "customer"
    PARTNER = "partner"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is looking (`viewer=`) or acting (`by=`). `name` is a job's name for the system, empty otherwise.

    `accounts` are a customer's, one for each entry of theirs in the directory; they lead there only with the master keys.
    `agency` is the body that a partner's person reads for.
    """

    kind: ViewerKind
    staff_id: UUID | None = None
    permissions: frozenset[Permission] = frozenset()
    teams: tuple[UUID, ...] = ()
    name: str = field(default="", compare=False)
    accounts: tuple[UUID, ...] = ()
    agency: UUID | None = None

    def may(self, permission: Permission) -> bool:
        """True when a role of this viewer carries the permission. The system may not by default: it has no roles."""
        return permission in self.permissions

    def check(self, *any_of: Permission) -> Decision:
        """A decision with a plain reason, for actions and for the page that offers them. One of the permissions is enough."""
        if self.kind is ViewerKind.SYSTEM or any(self.may(permission) for permission in any_of):
            return ALLOWED
        return refuse("Your role does not include this. Ask your manager if you need it.", "3.5.1")


PUBLIC = Viewer(ViewerKind.PUBLIC)


def customer(*accounts: UUID) -> Viewer:
    """A customer signed in to their own account: sees what they sent from it, and nothing else."""
    return Viewer(ViewerKind.CUSTOMER, accounts=accounts)


def partner(agency_id: UUID) -> Viewer:
    """A named person of a body, signed in: sees what that body was told, and nothing else."""
    return Viewer(ViewerKind.PARTNER, agency=agency_id)


def system(name: str) -> Viewer:
    """The program itself, in a job or a step that has no person behind it. `name` goes to the audit."""
    return Viewer(ViewerKind.SYSTEM, name=name)


@dataclass(slots=True)
class _Look:
    """What a page that only looks asked once: answers of the program's, and the lists behind the database's own rules."""

    viewer: Viewer
    answers: dict[Hashable, object]
    lists: tuple[str, ...]


_current: ContextVar[Viewer | None] = ContextVar("upstander_viewer", default=None)
_looking: ContextVar[bool] = ContextVar("upstander_looking", default=False)
_look: ContextVar[_Look | None] = ContextVar("upstander_look", default=None)
_Answer = TypeVar("_Answer")
# The lists behind the database's rules: cases that a viewer is in conflict with, is named to or opened urgently; whom they cover.
_LISTS = ("conflicts", "named_cases", "glass_cases", "covers")
_UNKNOWN = ("",) * len(_LISTS)
_KEEP = "SELECT " + ", ".join(
    f"set_config('upstander.{each}', viewer_{each}()::text, true)" for each in _LISTS
)
_SET = (
    "SELECT set_config('upstander.viewer_kind', %s, true), set_config('upstander.viewer_id', %s, true),"
    " set_config('upstander.permissions', %s, true), set_config('upstander.teams', %s, true),"
    " set_config('upstander.accounts', %s, true), set_config('upstander.agency', %s, true), "
) + ", ".join(f"set_config('upstander.{each}', %s, true)" for each in _LISTS)


def current_viewer() -> Viewer | None:
    """The viewer of the surrounding `viewing` block, or None outside one."""
    return _current.get()


def _tell(viewer: Viewer | None) -> None:
    look = _look.get()
    lists = look.lists if look is not None and viewer == look.viewer else _UNKNOWN
    with connection.cursor() as cursor:
        cursor.execute(_SET, [*_told(viewer), *lists])


def _told(viewer: Viewer | None) -> list[str]:
    if viewer is None:
        return [""] * 6
    return [
        viewer.kind.value,
        str(viewer.staff_id or ""),
        ",".join(sorted(viewer.permissions)),
        "{" + ",".join(str(team) for team in viewer.teams) + "}",
        "{" + ",".join(str(account) for account in viewer.accounts) + "}",
        str(viewer.agency or ""),
    ]


# Both at once: the database reads its lists after it was told who looks, since what it selects from is told first.
_BEGIN = f"{_KEEP} FROM ({_SET} OFFSET 0) told"


def viewing(viewer: Viewer) -> AbstractContextManager[Viewer]:
    """One transaction (a savepoint when nested) in which the database shows what this viewer may see, and nothing else.

    Nested for the same viewer it costs nothing: an error there undoes the surrounding block as well.
    """
    return _entering(viewer, _tell)


@contextmanager
def _entering(viewer: Viewer, tell: Callable[[Viewer], None]) -> Iterator[Viewer]:
    outer = _current.get()
    if outer is not None and outer == viewer and _looking.get():
        yield viewer
        return
    if outer is not None and outer == viewer:
        with transaction.atomic(savepoint=False):
            yield viewer
        return
    if outer is not None and _looking.get():
        yield from _glancing(viewer, outer, tell)
        return
    inside_another = connection.in_atomic_block
    with keys_in_hand(), transaction.atomic():
        tell(viewer)
        token = _current.set(viewer)
        try:
            yield viewer
        finally:
            _current.reset(token)
            # SET LOCAL ends with its transaction; inside another one the outer setting is put back. After a failed statement the
            # rollback does that by itself.
            if inside_another and not connection.needs_rollback and not _in_failed_transaction():
                _tell(outer)


def _glancing(viewer: Viewer, outer: Viewer, tell: Callable[[Viewer], None]) -> Iterator[Viewer]:
    """Another viewer for a step of a page that only looks: nothing is written that a savepoint could have to undo."""
    tell(viewer)
    token = _current.set(viewer)
    try:
        yield viewer
    finally:
        _current.reset(token)
        if not connection.needs_rollback and not _in_failed_transaction():
            _tell(outer)


@contextmanager
def looking(viewer: Viewer) -> Iterator[Viewer]:
    """One transaction for all that a page looks at, so that the database is told once who looks, and keys are opened once.

    Something that is not there, or is refused, ends nothing: the page may go on to look elsewhere. What an act does, within it or not,
    is undone as ever, and asks everything anew (`strictly`).
    """
    within, lists = _current.get(), list[tuple[str, ...]]()
    with _entering(viewer, lambda viewer: lists.append(_begin(viewer))):
        look = _Look(viewer, {}, lists[0] if lists else _keep())
        token, seen = _looking.set(True), _look.set(look)
        try:
            yield viewer
        finally:
            _looking.reset(token)
            _look.reset(seen)
            if within == viewer and not connection.needs_rollback and not _in_failed_transaction():
                _tell(viewer)


def _begin(viewer: Viewer) -> tuple[str, ...]:
    """Tells the database who looks, and has it keep its lists, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, [*_told(viewer), *_UNKNOWN])
        return tuple(cursor.fetchone())


def _keep() -> tuple[str, ...]:
    """Has the database ask for its lists once, instead of at every table of every statement (decision 0140)."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP)
        return tuple(cursor.fetchone())


def kept_from() -> list[UUID]:
    """Cases that the viewer of the surrounding block is in conflict with."""
    look = _look.get()
    if look is not None and _looking.get() and _current.get() == look.viewer and look.lists != _UNKNOWN:
        return [UUID(each) for each in look.lists[0].strip("{}").split(",") if each]
    with connection.cursor() as cursor:
        cursor.execute("SELECT unnest(viewer_conflicts())")
        return [row[0] for row in cursor.fetchall()]


def once(question: Hashable, ask: Callable[[], _Answer]) -> _Answer:
    """What `ask` answers. A page that only looks asks the same question once; an act asks each time."""
    look, asked = _look.get(), (_current.get(), question)
    if look is None or not _looking.get():
        return ask()
    if asked not in look.answers:
        look.answers[asked] = ask()
    return look.answers[asked]  # type: ignore[return-value]  # what this question was answered with


@contextmanager
def strictly() -> Iterator[None]:
    """An error from here on undoes the surrounding transaction, also of a page that only looks; nothing that it knew counts."""
    token, look = _looking.set(False), _look.get()
    if look is not None and look.lists != _UNKNOWN:
        look.lists = _UNKNOWN
        _tell(_current.get())
    try:
        yield
    finally:
        _looking.reset(token)
        if look is not None:
            look.answers.clear()


def _in_failed_transaction() -> bool:
    raw = connection.connection
    return raw is None or raw.info.transaction_status.name == "INERROR"
