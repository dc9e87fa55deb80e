"""A public report while it is being written: encrypted under a key that only the reporter's cookie gives, and gone within the hour.

The cookie holds a random token. The row's id, the key and the value that makes the report unique are each derived from it, and
none of them leads back to it: without the cookie a draft cannot be read, by us either.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from upstander.confidentiality.api import PUBLIC, Viewer, update_rows, viewing
from upstander.intake.actions.receive import receive
from upstander.intake.code_words import code_of
from upstander.intake.errors import DraftGone, FileRefused
from upstander.intake.files import MOST_BYTES, MOST_FILES, megabytes
from upstander.intake.models import Draft, DraftFile, DraftFileChunk
from upstander.intake.receipts import receipt
from upstander.intake.return_code import print_of
from upstander.intake.tokens import Keys, derived, keys_of, secret_of
from upstander.intake.told import FileTold, Receipt, ReportReceived

LIFETIME = timedelta(hours=1)

# Answers are what the pages put in: JSON, under the page's own names. This room gives no meaning to them.
Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DraftFileCard:
    """A file on a draft. `sha256` is of the original, in hexadecimal; `view_size` is 0 when there is no copy to look at."""

    id: UUID
    filename: str
    media_type: str
    size: int
    sha256: str
    view_media_type: str = ""
    view_size: int = 0


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft as it stands. Its hour, or what it began with, runs from the last answer saved."""

    answers: Answers
    files: tuple[DraftFileCard, ...]
    expires_at: datetime
    lifetime: timedelta = LIFETIME

    @property
    def size(self) -> int:
        """Bytes of all files together, as received."""
        return sum(file.size for file in self.files)


def unique_of(token: str) -> bytes:
    """What makes the report of this draft one report and no other. Empty when this is not a token of ours."""
    secret = secret_of(token)
    return derived(secret, b"report") if secret else b""


def return_code_of(token: str) -> tuple[str, ...]:
    """The return code of the report of this draft: the same words for as long as somebody holds the token, and stored nowhere.

    Empty when this is not a token of ours.
    """
    secret = secret_of(token)
    return code_of(derived(secret, b"return code", 64)) if secret else ()


def open_draft(token: str, now: datetime) -> OpenDraft | None:
    """The draft, or None when its hour is over, it was sent or discarded, or there never was one."""
    keys = keys_of(token, "draft")
    if keys is None:
        return None
    with viewing(PUBLIC):
        row = _row(keys)
        return _opened(row, keys, now) if row is not None else None


def begin_draft(
    token: str, now: datetime, answers: Answers | None = None, *, lifetime: timedelta = LIFETIME
) -> OpenDraft:
    """A new draft for a new token, or the one that this token has already. Raises DraftGone when it is not a token of ours.

    `lifetime` runs from the last answer saved; a draft keeps the one it began with.
    """
    with _changing(token, now, begin=lifetime) as draft:
        draft.answers.update(answers or {})
        return draft.seen()


def save_answers(
    token: str, answers: Answers, now: datetime, *, check: Callable[[Answers], None] | None = None
) -> OpenDraft:
    """Put these answers beside the others, so that two windows never undo each other. Raises DraftGone when there is no draft.

    `check` looks at what is there first, and raises when that must not be written over.
    """
    with _changing(token, now) as draft:
        if check is not None:
            check(draft.answers)
        draft.answers.update(answers)
        return draft.seen()


def add_file(token: str, file: FileTold, now: datetime) -> OpenDraft:
    """Keep a checked file with the draft. Raises FileRefused past the limits of a report, DraftGone when there is no draft."""
    with _changing(token, now) as draft:
        if any(card.sha256 == file.sha256.hex() for card in draft.files):
            return draft.seen()  # the same file again, from a double press or from another window
        if len(draft.files) >= MOST_FILES:
            raise FileRefused(
                _(
                    "“%(file)s” was not added: a report can carry %(most)s files. Remove one first, or send the rest later."
                )
                % {"file": file.filename, "most": MOST_FILES}
            )
        if draft.size + file.size > MOST_BYTES:
            raise FileRefused(
                _(
                    "“%(file)s” was not added: all files together can be up to %(most)s. Remove one first, "
                    "or send this one later."
                )
                % {"file": file.filename, "most": megabytes(MOST_BYTES)}
            )
        card = DraftFileCard(
            id=uuid4(),
            filename=file.filename,
            media_type=file.media_type,
            size=file.size,
            sha256=file.sha256.hex(),
            view_media_type=file.view_media_type,
            view_size=file.view_size,
        )
        DraftFile.objects.create(id=card.id, draft_id=draft.keys.id)
        _store(draft.keys, card.id, "original", file.original())
        if file.view is not None:
            _store(draft.keys, card.id, "view", file.view())
        draft.files.append(card)
        return draft.seen()


def remove_file(token: str, file_id: UUID, now: datetime) -> OpenDraft:
    """Take a file off the draft and delete it. One that is not there is no error. Raises DraftGone when there is no draft."""
    with _changing(token, now) as draft:
        if any(card.id == file_id for card in draft.files):
            _delete_files([file_id])
            draft.files[:] = [card for card in draft.files if card.id != file_id]
        return draft.seen()


def file_view(token: str, file_id: UUID, now: datetime) -> tuple[str, bytes] | None:
    """Media type and content of the copy for looking at, for the reporter only. None when there is no draft, file or copy."""
    keys = keys_of(token, "draft")
    if keys is None:
        return None
    with viewing(PUBLIC):
        row = _row(keys)
        draft = _opened(row, keys, now) if row is not None else None
        card = next((each for each in draft.files if each.id == file_id), None) if draft else None
        if card is None or not card.view_size:
            return None
        return card.view_media_type, b"".join(_read(keys, card.id, "view"))


def discard_draft(token: str) -> None:
    """Delete the draft and its files now. No draft is no error."""
    keys = keys_of(token, "draft")
    if keys is not None:
        with viewing(PUBLIC):
            _delete([keys.id])


def submit_draft(
    token: str,
    build: Callable[[OpenDraft, tuple[FileTold, ...]], ReportReceived],
    *,
    by: Viewer,
    now: datetime,
    way_back: bool = True,
) -> Receipt:
    """Make the report of this draft and delete the draft, in one transaction that is committed on return.

    `build` turns the answers into the report. `way_back`: a return code opens a mailbox for it. Submitting twice, also at the same
    moment, gives the receipt of the one report, without what was promised: `receipt` says that. Raises DraftGone when there is
    neither a draft nor a report, Refused when nothing was told.
    """
    keys = keys_of(token, "draft")
    if keys is None:
        raise DraftGone
    code = print_of(return_code_of(token)) if way_back else None
    with viewing(PUBLIC):
        # A second submission waits here until the first is done, and then finds no draft.
        row = _row(keys, lock=True)
        draft = _opened(row, keys, now) if row is not None else None
        if draft is not None:
            report = build(draft, tuple(_told(keys, card) for card in draft.files))
            made = receive(report=replace(report, return_code=code), by=by, now=now, promises=False)
            _delete([keys.id])
            return made
    known = receipt(unique_of(token), now)
    if known is None:
        raise DraftGone
    return known


def sweep_drafts(*, by: Viewer, now: datetime) -> int:
    """Delete every draft whose hour is over, with its files. Returns how many."""
    with viewing(by):
        expired = list(Draft.objects.filter(expires_at__lte=now).values_list("id", flat=True))
        _delete(expired)
        return len(expired)


# Content -------------------------------------------------------------------------------------------------------------


class _Changing:
    """A draft under change, locked until its transaction ends."""

    def __init__(
        self,
        keys: Keys,
        answers: Answers,
        files: tuple[DraftFileCard, ...],
        expires_at: datetime,
        lifetime: timedelta,
    ) -> None:
        self.keys = keys
        self.answers = dict(answers)
        self.files = list(files)
        self.expires_at = expires_at
        self.lifetime = lifetime

    @property
    def size(self) -> int:
        return sum(card.size for card in self.files)

    def seen(self) -> OpenDraft:
        return OpenDraft(dict(self.answers), tuple(self.files), self.expires_at, self.lifetime)

    def sealed(self) -> bytes:
        files = [{**asdict(card), "id": card.id.hex} for card in self.files]
        kept = {"answers": self.answers, "files": files, "lifetime": self.lifetime.total_seconds()}
        content = json.dumps(kept, ensure_ascii=False)
        return self.keys.seal(content.encode(), self.keys.binding)


@contextmanager
def _changing(token: str, now: datetime, *, begin: timedelta | None = None) -> Iterator[_Changing]:
    keys = keys_of(token, "draft")
    if keys is None:
        raise DraftGone
    with viewing(PUBLIC):
        if begin is not None:
            _make(keys, now, begin)
        row = _row(keys, lock=True)
        found = _opened(row, keys, now) if row is not None else None
        if row is None or found is None:
            raise DraftGone
        draft = _Changing(keys, found.answers, found.files, now + found.lifetime, found.lifetime)
        yield draft
        row.content = draft.sealed()
        row.expires_at = draft.expires_at
        update_rows([row], ["content", "expires_at"])


def _row(keys: Keys, *, lock: bool = False) -> Draft | None:
    """Asked at every page of a report, so that putting the question together each time would be most of its cost."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCKED if lock else _FOUND, [keys.id])
        found = cursor.fetchone()
    return Draft(keys.id, *found) if found else None


_FOUND = "SELECT content, expires_at FROM intake_draft WHERE id = %s"
_LOCKED = f"{_FOUND} FOR UPDATE"


def _make(keys: Keys, now: datetime, lifetime: timedelta) -> None:
    row = _row(keys)
    if row is not None:
        if row.expires_at > now:
            return
        _delete([keys.id])
    empty = _Changing(keys, {}, (), now + lifetime, lifetime)
    try:
        with transaction.atomic():
            Draft.objects.create(id=keys.id, content=empty.sealed(), expires_at=empty.expires_at)
    except IntegrityError:
        pass  # another window was first


def _opened(row: Draft, keys: Keys, now: datetime) -> OpenDraft | None:
    if row.expires_at <= now:
        return None
    try:
        content = json.loads(keys.unseal(bytes(row.content), keys.binding))
    except InvalidTag:
        return None
    files = tuple(DraftFileCard(**{**card, "id": UUID(card["id"])}) for card in content["files"])
    lifetime = timedelta(seconds=content.get("lifetime", LIFETIME.total_seconds()))
    return OpenDraft(content["answers"], files, row.expires_at, lifetime)


# Files ---------------------------------------------------------------------------------------------------------------


def _piece_binding(file_id: UUID, variant: str, number: int) -> bytes:
    return b"draft file:" + file_id.bytes + f":{variant}:{number}".encode()


def _store(keys: Keys, file_id: UUID, variant: str, content: Iterator[bytes]) -> None:
    for number, piece in enumerate(content):
        sealed = keys.seal(piece, _piece_binding(file_id, variant, number))
        DraftFileChunk.objects.create(file_id=file_id, variant=variant, number=number, content=sealed)


def _read(keys: Keys, file_id: UUID, variant: str) -> Iterator[bytes]:
    chunks = DraftFileChunk.objects.filter(file_id=file_id, variant=variant)
    for number in range(chunks.count()):
        sealed = chunks.values_list("content", flat=True).get(number=number)
        yield keys.unseal(bytes(sealed), _piece_binding(file_id, variant, number))


def _told(keys: Keys, card: DraftFileCard) -> FileTold:
    return FileTold(
        filename=card.filename,
        media_type=card.media_type,
        size=card.size,
        sha256=bytes.fromhex(card.sha256),
        original=partial(_read, keys, card.id, "original"),
        view=partial(_read, keys, card.id, "view") if card.view_size else None,
        view_media_type=card.view_media_type,
        view_size=card.view_size,
    )


def _delete_files(ids: list[UUID]) -> None:
    DraftFileChunk.objects.filter(file__in=ids).delete()
    DraftFile.objects.filter(pk__in=ids).delete()


def _delete(drafts: list[UUID]) -> None:
    """Drafts with their files, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_DELETE, {"drafts": drafts})


_DELETE = """
WITH pieces AS (DELETE FROM intake_draftfilechunk c USING intake_draftfile f
    WHERE f.id = c.file_id AND f.draft_id = ANY (%(drafts)s)),
  files AS (DELETE FROM intake_draftfile WHERE draft_id = ANY (%(drafts)s))
DELETE FROM intake_draft WHERE id = ANY (%(drafts)s)
"""
