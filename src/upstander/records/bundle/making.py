"""A bundle step by step: laid out, decided page by page by its maker, looked at by another, released, and in the end forgotten."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from uuid import UUID, uuid4

from upstander.cases.api import ask_a_reader, tell_maker
from upstander.confidentiality.api import (
    Act,
    Erased,
    Permission,
    StaleEdit,
    Viewer,
    acting,
    destroy_keys,
    elevated,
    erasing,
    system,
    vault,
    viewing,
)
from upstander.lib.decision import Refused, refuse
from upstander.lib.redaction import places_of
from upstander.policy.api import add_months
from upstander.records.bundle import rules
from upstander.records.bundle.sheets import PIECE, text_of
from upstander.records.bundle.withdrawn import check_withdrawn
from upstander.records.errors import NoSuchBundle
from upstander.records.models import (
    AccessCase,
    AccessPerson,
    AccessRequest,
    AccessSearcher,
    AccessWait,
    Bundle,
    BundleMark,
    BundlePiece,
    BundleSheet,
)

SEES = (Permission.CASE_READ_ALL, Permission.CASE_READ_SEALED, Permission.CASE_WORK)
KEPT_MONTHS = 36  # an answer, after it was given
_LONGEST = 200
TWELFTHS = 12


@contextmanager
def at_work(
    bundle_id: UUID, action: str, *, by: Viewer, now: datetime, version: int | None = None
) -> Iterator[tuple[Bundle, Act]]:
    """The bundle under lock, while it is not released; saved with a new version. Raises NoSuchBundle, Refused, StaleEdit."""
    by.check(*SEES).enforce()
    with acting(by, now, action, subject_id=bundle_id) as act:
        row = Bundle.objects.select_for_update().filter(pk=bundle_id).first()
        if row is None or by.staff_id is None:
            raise NoSuchBundle
        act.case_id = row.case_id or _bound(row)
        if row.released_at is not None:
            raise Refused("This bundle was released. What is wrong with it is put right in another one.")
        if version is not None and version != row.version:
            raise StaleEdit(row.version)
        yield row, act
        row.version += 1
        row.save()


def _bound(row: Bundle) -> UUID | None:
    """An entry about a keeper's bundle is bound to a case in it, so that only those who may see that read it."""
    if not row.keeper:
        return None
    return (
        BundleSheet.objects.filter(bundle=row, case__isnull=False).values_list("case_id", flat=True).first()
    )


@contextmanager
def on_page(
    sheet_id: UUID, action: str, *, by: Viewer, now: datetime
) -> Iterator[tuple[BundleSheet, Bundle]]:
    """A page in the hands of the bundle's maker. Raises NoSuchBundle, Refused."""
    with viewing(by):
        found = BundleSheet.objects.filter(pk=sheet_id).values_list("bundle_id", flat=True).first()
    if found is None:
        raise NoSuchBundle
    with at_work(found, action, by=by, now=now) as (bundle, act):
        if bundle.maker_id != by.staff_id:
            raise Refused(
                "Only whoever put this together changes its pages. Send it back with a note instead."
            )
        if bundle.handed_at is not None:
            raise Refused("It is with the second person. Take it back first.")
        sheet = BundleSheet.objects.select_for_update().filter(pk=sheet_id, bundle=bundle).first()
        if sheet is None:
            raise NoSuchBundle
        act.subject_id = sheet.id
        yield sheet, bundle


def decide_page(
    *, sheet_id: UUID, state: str, why: str = "other", reason: str = "", by: Viewer, now: datetime
) -> None:
    """Give a page, with what is marked left out of it, or leave it out whole. Raises Refused, NoSuchBundle."""
    with on_page(sheet_id, "bundle.decide", by=by, now=now) as (sheet, _):
        rules.check_decision(
            state, forced=sheet.forced, proposed=sheet.proposed, why=why, reason=reason
        ).enforce()
        sheet.state, sheet.why = state, why if state == "withhold" else ""
        sheet.decided_at, sheet.decided_by_id = now, by.staff_id
        vault.seal(sheet, reason=reason.strip())
        sheet.save()


def hide_words(*, sheet_id: UUID, places: Iterable[int], why: str, by: Viewer, now: datetime) -> None:
    """Leave out the words at these places. Raises Refused, NoSuchBundle."""
    with on_page(sheet_id, "bundle.hide", by=by, now=now) as (sheet, bundle):
        words = [word for _, line in text_of(sheet).numbered() for word in line]
        wanted = sorted(set(places) & {at for at, _ in words})
        if not wanted:
            refuse("Choose the words first.").enforce()
        _check_why(why)
        for first, last in _runs(wanted):
            _mark(bundle, sheet, first, last, why, by, now)


def hide_everywhere(*, bundle_id: UUID, words: str, why: str, by: Viewer, now: datetime) -> int:
    """Leave out these words wherever they stand in the bundle, on pages decided already as well. Answers with how often."""
    with at_work(bundle_id, "bundle.hide", by=by, now=now) as (bundle, act):
        if bundle.maker_id != by.staff_id or bundle.handed_at is not None:
            raise Refused("Only whoever put this together changes its pages, while they have it.")
        if not words.strip() or len(words) > _LONGEST:
            refuse("Write the words that are to be left out, as they stand on a page.").enforce()
        _check_why(why)
        found = 0
        for sheet in BundleSheet.objects.filter(bundle=bundle, forced=False):
            for _, line in text_of(sheet).numbered():
                for first, last in places_of(words, [word for _, word in line]):
                    _mark(bundle, sheet, line[first][0], line[last][0], why, by, now)
                    found += 1
        act.detail["found"] = found
        if not found:
            refuse("These words stand on no page. Check how they are spelt there.").enforce()
        return found


def keep_words(
    *, sheet_id: UUID, places: Iterable[int] | None, because: str, reason: str = "", by: Viewer, now: datetime
) -> None:
    """Put marked words back, with why: the marks that touch these places, or all of the page. Raises Refused, NoSuchBundle."""
    with on_page(sheet_id, "bundle.keep", by=by, now=now) as (sheet, _):
        if because not in rules.KEPT:
            refuse("Say why these words may stay in.").enforce()
        marks = list(BundleMark.objects.filter(sheet=sheet, off=""))
        if places is not None:
            wanted = set(places)
            marks = [row for row in marks if wanted & set(range(row.first, row.last + 1))]
        if not marks:
            refuse("None of these words is left out.").enforce()
        for row in marks:
            row.off, row.by_id, row.at = because, by.staff_id, now
            vault.seal(row, reason=reason.strip())
            row.save()


def cover(*, sheet_id: UUID, box: tuple[int, int, int, int], by: Viewer, now: datetime) -> None:
    """Cover a part of a picture: from column and row to column and row, of twelve each, all included. Raises Refused, NoSuchBundle."""
    with on_page(sheet_id, "bundle.cover", by=by, now=now) as (sheet, _):
        left, top, right, bottom = box
        inside = all(1 <= each <= TWELFTHS for each in box)
        if sheet.attachment_id is None or not inside or left > right or top > bottom:
            refuse("Choose from which column and row to which the picture is covered.").enforce()
        if list(box) not in sheet.boxes and len(sheet.boxes) < 60:
            sheet.boxes = [*sheet.boxes, list(box)]
        sheet.save()


def uncover(*, sheet_id: UUID, by: Viewer, now: datetime) -> None:
    """Take every cover off a picture again. Raises Refused, NoSuchBundle."""
    with on_page(sheet_id, "bundle.cover", by=by, now=now) as (sheet, _):
        sheet.boxes = []
        sheet.state, sheet.decided_at, sheet.decided_by_id = "", None, None
        sheet.save()


def hand_over(*, bundle_id: UUID, by: Viewer, now: datetime) -> None:
    """Every page is decided: somebody else looks at it now. Raises Refused, NoSuchBundle."""
    with at_work(bundle_id, "bundle.hand_over", by=by, now=now) as (bundle, _):
        if bundle.maker_id != by.staff_id:
            raise Refused("Whoever put this together hands it over.")
        pages = list(BundleSheet.objects.filter(bundle=bundle).values_list("state", "forced"))
        if len(pages) != bundle.sheets:
            refuse("You no longer see every page of it. Somebody else has to go on with it.").enforce()
        rules.check_handing_over("withhold" if forced else state for state, forced in pages).enforce()
        check_withdrawn(by, bundle).enforce()
        bundle.handed_at = now
        if bundle.case_id is not None and by.staff_id is not None:
            ask_a_reader(bundle.case_id, by=by.staff_id, now=now)


def send_back(*, bundle_id: UUID, note: str = "", by: Viewer, now: datetime) -> None:
    """Something is to be changed: the second person says what, or the maker takes it back. Raises Refused, NoSuchBundle."""
    with at_work(bundle_id, "bundle.send_back", by=by, now=now) as (bundle, _):
        if bundle.handed_at is None:
            refuse("It has not been handed over.").enforce()
        if bundle.maker_id != by.staff_id and not note.strip():
            refuse("Write down what has to be changed, and on which page.").enforce()
        bundle.handed_at = bundle.checked_at = bundle.checked_by_id = None
        vault.seal(bundle, note=note.strip())
        _tell_maker(bundle, agreed=False, by=by, now=now)


def check_bundle(*, bundle_id: UUID, version: int, by: Viewer, now: datetime) -> None:
    """A second person has read every page as it will leave. `version` is the one that they read. Raises Refused, StaleEdit."""
    with at_work(bundle_id, "bundle.check", by=by, now=now, version=version) as (bundle, _):
        whole = BundleSheet.objects.filter(bundle=bundle).count() == bundle.sheets
        rules.check_second_look(
            maker=bundle.maker_id, by=by.staff_id, handed=bundle.handed_at is not None, whole=whole
        ).enforce()
        check_withdrawn(by, bundle).enforce()
        bundle.checked_at, bundle.checked_by_id = now, by.staff_id
        _tell_maker(bundle, agreed=True, by=by, now=now)


def _tell_maker(bundle: Bundle, *, agreed: bool, by: Viewer, now: datetime) -> None:
    if bundle.case_id is not None and by.staff_id is not None:  # evidence; of an answer its own page tells
        tell_maker(bundle.case_id, bundle.maker_id, agreed=agreed, by=by.staff_id, now=now)


def store_released(bundle: Bundle, content: bytes, *, way: str, by: Viewer, now: datetime) -> None:
    """Seal the file that leaves, exactly as it leaves. Part of a release."""
    for number, start in enumerate(range(0, len(content), PIECE)):
        row = BundlePiece(id=uuid4(), bundle=bundle, case_id=bundle.case_id, number=number)
        row.content = vault.seal_bytes(row, "content", content[start : start + PIECE])
        row.save(force_insert=True)
    bundle.released_at, bundle.released_by_id, bundle.way = now, by.staff_id, way
    if content:
        bundle.sha256, bundle.size = hashlib.sha256(content).digest(), len(content)


def bundles_of(cases: Iterable[UUID]) -> list[UUID]:
    """Bundles that hold anything of these cases. Seen as the system, before the rows of the cases go."""
    wanted = list(cases)
    pages = BundleSheet.objects.filter(case_id__in=wanted).values_list("bundle_id", flat=True)
    whole = Bundle.objects.filter(case_id__in=wanted).values_list("id", flat=True)
    return sorted({*pages, *whole})


def forget_bundles(bundles: Iterable[UUID], erased: Erased, *, now: datetime) -> None:
    """Destroy the keys of these bundles and delete everything in them; what is left of an answer says who and when. Inside `erasing`
    that names them."""
    wanted = list(bundles)
    for model in (BundlePiece, BundleMark, BundleSheet):
        rows = model._default_manager.filter(bundle_id__in=wanted)
        erased.add(model._meta.db_table, rows._raw_delete(rows.db))
    destroy_keys(wanted, erased, now=now)
    Bundle.objects.filter(pk__in=wanted).update(
        forgotten_at=now, sheets=0, purpose=None, note=None, size=0, disclosure_id=None
    )


def forget_answers(*, today: date, now: datetime) -> int:
    """Answers to requests that ended three years ago or longer. Answers with how many."""
    by = system("forgetting answers")
    with viewing(by):
        ended = Bundle.objects.filter(request__ended_on__isnull=False, forgotten_at=None)
        told = list(ended.values_list("id", "request__ended_on"))
    over = [bundle for bundle, day in told if day and add_months(day, KEPT_MONTHS) < today]
    if over:
        with acting(by, now, "bundle.forget") as act, erasing(over):
            forget_bundles(over, erased := Erased(), now=now)
            act.detail["rows"] = sum(erased.rows.values())
    return len(over)


def forget_requests(*, today: date, now: datetime) -> int:
    """Requests that ended three years ago or longer, with everything that hangs on them and their keys; their answers have gone
    before. Answers with how many. What is left is the audit: that there was one, and who did what."""
    by = system("forgetting answers")
    with viewing(by):
        ended = list(AccessRequest.objects.filter(ended_on__isnull=False).values_list("id", "ended_on"))
    over = [request for request, day in ended if day and add_months(day, KEPT_MONTHS) < today]
    if not over:
        return 0
    with acting(by, now, "access.forget") as act, erasing(over):
        erased = Erased()
        for model in (Bundle, AccessCase, AccessPerson, AccessSearcher, AccessWait, AccessRequest):
            column = "id__in" if model is AccessRequest else "request_id__in"
            rows = model._default_manager.filter(**{column: over})
            erased.add(model._meta.db_table, rows._raw_delete(rows.db))
        destroy_keys(over, erased, now=now)
        act.detail["rows"] = sum(erased.rows.values())
    return len(over)


def new_bundle(
    *, kind: str, request_id: UUID | None, case_id: UUID | None, purpose: str, by: Viewer, now: datetime
) -> Bundle:
    """An empty bundle with a key of its own. Part of a larger action."""
    if by.staff_id is None:
        raise Refused("A bundle is put together by a person.")
    row = Bundle(
        id=uuid4(), request_id=request_id, case_id=case_id, kind=kind, maker_id=by.staff_id, made_at=now,
        keeper=request_id is not None and by.may(Permission.CASE_READ_SEALED),
    )  # fmt: skip
    with elevated("key of a bundle"):
        vault.create_key(row.id, "bundle")
    vault.seal(row, purpose=purpose.strip())
    row.save(force_insert=True)
    return row


def _check_why(why: str) -> None:
    if why not in rules.EXEMPTIONS:
        refuse("Say why these words are left out.").enforce()


def _mark(
    bundle: Bundle, sheet: BundleSheet, first: int, last: int, why: str, by: Viewer, now: datetime
) -> None:
    BundleMark.objects.create(
        id=uuid4(), bundle=bundle, sheet=sheet, case_id=sheet.case_id, first=first, last=last, why=why, at=now, by_id=by.staff_id
    )  # fmt: skip


def _runs(places: list[int]) -> Iterator[tuple[int, int]]:
    start = last = places[0]
    for at in places[1:]:
        if at != last + 1:
            yield start, last
            start = at
        last = at
    yield start, last
