"""Evidence of a case for court, police or rehousing: chosen thing by thing, checked like an answer, let out by the sharing gate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from uuid import UUID

from upstander.cases.api import CONFIRMED, NoSuchCase, lock_case, share_information
from upstander.cases.queries.api import CasePage, case_page, incidents_of_case, statements_of_case
from upstander.cases.sharing.api import SharingTold
from upstander.confidentiality.api import Permission, Viewer, acting, viewing
from upstander.intake.api import (
    ACTS,
    CustodyLine,
    ExhibitLine,
    attachment_content,
    exhibits_of_case,
    mailboxes_of_case,
    note_given,
    reports_of_case,
)
from upstander.lib.decision import Refused, refuse
from upstander.lib.pdf_pages import MOST_PAGES, NotDrawn, Why, pages_as_pictures
from upstander.lib.redaction import Someone, tells_of
from upstander.partners.api import INFORMATION
from upstander.records.bundle import rules
from upstander.records.bundle.drafts import SHOWS, Draft, day, lines_of, moment
from upstander.records.bundle.making import at_work, new_bundle, store_released
from upstander.records.bundle.naming import housemates, party_known, staff_in
from upstander.records.bundle.pages import evidence_file, given_pages
from upstander.records.bundle.sheets import add_draft
from upstander.records.bundle.withdrawn import check_withdrawn, exhibit_title, parts_of
from upstander.records.errors import NoSuchBundle
from upstander.records.models import Bundle, BundleSheet

KINDS = {"police": "For the police", "court": "For a court", "rehousing": "For rehousing"}
# What somebody who gets such a page learns; the gate is asked for these kinds of information at least.
_TELLS = {
    "report": "account",
    "incident": "account",
    "statement": "account",
    "file": "files",
    "exhibit": "files",
    "risk": "risk",
}
# How we know of an incident (cases.SOURCES), in words that name no part in the case and so are not marked.
_KNOWN = {
    "survivor": "Told to us by whoever it happened to",
    "diary": "From their own diary",
    "witness": "Told to us by somebody who was there",
    "officer": "Seen by our staff",
    "other": "Told to us by somebody else",
}
PDF = "application/pdf"
_HEARD = {"audio": "A sound recording", "video": "A video"}
_NOT_DRAWN = {
    Why.LOCKED: "It is locked with a password: ask whoever sent it for one without.",
    Why.LONG: f"It has more than {MOST_PAGES} pages: ask us for the file, quoting the number of the exhibit.",
    Why.BROKEN: "It is damaged or too large to be drawn: ask us for the file, quoting the number of the exhibit.",
}
_UNCONFIRMED = "Not confirmed"
_WAYS = {"secure_mail": "secure_email", "portal": "secure_email", "post": "post", "in_person": "person"}


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can go into a bundle: a code for the form, what it is, and how it begins, for whoever chooses."""

    code: str
    kind: str
    label: str


def choices(viewer: Viewer, case_id: UUID, *, now: datetime) -> list[Choice]:
    """Everything of the case that can go into a bundle of evidence. Audited as read. Raises NoSuchCase."""
    page = case_page(viewer, case_id, now=now)
    return [
        Choice(code, draft.kind, f"{draft.title}: {_beginning(draft)}") for code, draft in _all(viewer, page)
    ]


def begin_evidence(
    *, case_id: UUID, kind: str, purpose: str, chosen: Iterable[str], by: Viewer, now: datetime
) -> UUID:
    """Put together what was chosen, in the order of time, with suggestions of what to leave out. Answers with the bundle's id.

    Raises Refused, NoSuchCase.
    """
    by.check(Permission.CASE_WORK).enforce()
    if kind not in KINDS or not purpose.strip():
        refuse("Say for whom it is, and what for.").enforce()
    wanted = set(chosen)
    leaves = _drawn(by, case_id, wanted, now=now)  # takes seconds, so before the case is locked
    with acting(by, now, "bundle.lay_out", case_id=case_id) as act:
        if lock_case(case_id) is None:
            raise NoSuchCase
        page = case_page(by, case_id, now=now)
        found = [_with_pages(draft, leaves.get(code)) for code, draft in _all(by, page) if code in wanted]
        if not found:
            refuse("Choose what goes into it.").enforce()
        own, others = _whom(by, page, kind)
        if tells_of(purpose, others=others, own=own):
            refuse(
                "What it is for stands on the first page. It names somebody who is left out of the others, or says how to reach"
                " somebody: take that out.",
                "3.5.1",
            ).enforce()
        bundle = new_bundle(kind=kind, request_id=None, case_id=case_id, purpose=purpose, by=by, now=now)
        for draft in found:
            add_draft(
                bundle,
                draft,
                rules.Start("give"),
                case_id=case_id,
                others=others,
                own=own,
                alleged=False,
                now=now,
            )
        bundle.save()
        act.subject_id = bundle.id
        return bundle.id


def release_evidence(
    *, bundle_id: UUID, told: SharingTold, at: datetime, version: int | None, by: Viewer, now: datetime
) -> None:
    """Let a bundle out: the sharing gate is asked in this transaction, and the disclosure names what left and its fingerprint.

    Raises Refused, NoSuchBundle, StaleEdit (of the case).
    """
    with at_work(bundle_id, "bundle.release", by=by, now=now) as (bundle, act):
        if bundle.case_id is None:
            raise NoSuchBundle
        pages = given_pages(bundle, by, now=now)
        whole = BundleSheet.objects.filter(bundle=bundle).count() == bundle.sheets
        rules.check_release(
            checked=bundle.checked_at is not None, whole=whole, way="post", safe=True, given=bool(pages)
        ).enforce()
        if not pages:
            raise Refused("No page of it is given, so there is nothing to let out.")
        if told.method not in _WAYS:
            raise Refused("A file does not go by telephone. Say how it is sent.")
        given = BundleSheet.objects.filter(bundle=bundle, state="give", forced=False)
        if missing := _kinds(bundle) - set(told.kinds):
            names = "; ".join(INFORMATION[each].lower() for each in INFORMATION if each in missing)
            raise Refused(
                f"The bundle tells more than is ticked. Tick these as well, or leave them out of it: {names}."
            )
        content = evidence_file(bundle, pages, now=now)
        store_released(bundle, content, way=_WAYS[told.method], by=by, now=now)
        held = "\n".join(dict.fromkeys(page.title for page in pages))
        digest = bytes(bundle.sha256 or b"").hex()
        items = "\n\n".join(filter(None, (told.items, f"A bundle of evidence, SHA-256 {digest}:\n{held}")))
        bundle.disclosure_id = share_information(
            case_id=bundle.case_id,
            told=replace(told, items=items),
            at=at,
            leaves_now=True,
            version=version,
            by=by,
            now=now,
        )
        check_withdrawn(by, bundle).enforce()  # under the case's lock: nobody withdraws one meanwhile
        note_given([each for each in given.values_list("attachment_id", flat=True) if each], by=by, now=now)
        act.detail["pages"] = len(pages)


def kinds_in(viewer: Viewer, bundle_id: UUID) -> set[str]:
    """The kinds of information that whoever gets a bundle of evidence learns at least; nothing of one that the viewer may not see."""
    with viewing(viewer):
        bundle = Bundle.objects.filter(pk=bundle_id).first()
        return _kinds(bundle) if bundle else set()


def _kinds(bundle: Bundle) -> set[str]:
    given = BundleSheet.objects.filter(bundle=bundle, state="give", forced=False)
    return {_TELLS[kind] for kind in given.values_list("kind", flat=True) if kind in _TELLS}


def evidence_bundles(viewer: Viewer, case_id: UUID) -> list[UUID]:
    """Ids of the bundles of a case that the viewer may see, the latest first."""
    with viewing(viewer):
        return list(Bundle.objects.filter(case_id=case_id).order_by("-made_at").values_list("id", flat=True))


def _all(viewer: Viewer, page: CasePage) -> Iterator[tuple[str, Draft]]:
    """Everything, the log in the order of time, then statements and exhibits: of the case, and of those that became part of it."""
    parts = parts_of(viewer, page.head.id)
    log = sorted(_log(viewer, page, parts), key=lambda each: each[0])
    yield from ((code, draft) for _, code, draft in log)
    for part, _ in parts:
        for said in statements_of_case(viewer, part):
            how = (
                f"{CONFIRMED[said.confirmed_how]}, {day(said.confirmed_at)}"
                if said.confirmed_at
                else _UNCONFIRMED
            )
            yield (
                f"statement:{said.id}",
                Draft(
                    "statement",
                    f"Statement of the {said.role_label.lower()}, {day(said.taken_at)}",
                    lines_of(
                        ("Who", said.name), ("", said.words), ("Taken by", said.taken_by), ("Confirmed", how)
                    ),
                ),
            )
    for part, of in parts:
        for each in exhibits_of_case(viewer, part):
            if each.withdrawn is None:
                yield f"exhibit:{each.id}", _exhibit(each, of)
    risk = [
        (day(line.assessed_at), f"Risk: {line.level}, score {line.score}. {line.notes}")
        for line in page.risks
    ]
    if risk:
        yield "risk:all", Draft("risk", "Risk assessments", lines_of(*risk))


def _log(
    viewer: Viewer, page: CasePage, parts: Iterable[tuple[UUID, str]]
) -> Iterator[tuple[datetime, str, Draft]]:
    """What was reported, written to us in a mailbox, and put on the log by staff. Titles say when, never who."""
    case_id = page.head.id
    for report in reports_of_case(viewer, case_id, [each.id for each in page.reports]):
        yield (
            report.received_at,
            f"report:{report.id}",
            Draft(
                "report",
                f"What was reported on {moment(report.received_at)}",
                lines_of(("", report.narrative), ("Where", report.where), *report.shown),
            ),
        )
    for box in mailboxes_of_case(viewer, case_id):
        for number, message in enumerate(each for each in box.messages if each.inbound):
            yield (
                message.at,
                f"message:{box.id}:{number}",
                Draft("incident", f"Written to us on {moment(message.at)}", lines_of(("", message.text))),
            )
    for told in (each for part, _ in parts for each in incidents_of_case(viewer, part)):
        yield (
            told.at,
            f"incident:{told.id}",
            Draft(
                "incident",
                f"Incident of {moment(told.at)}",
                lines_of(
                    ("How we know", _KNOWN[told.source]), ("", told.what), ("Where", told.place),
                    ("Written down", f"{moment(told.recorded_at)}{f', by {told.by}' if told.by else ''}"),
                ),
            ),
        )  # fmt: skip


def _beginning(draft: Draft) -> str:
    """How it begins: two incidents of one day look alike otherwise. Of a statement: whether it can be relied on."""
    if ("Confirmed", _UNCONFIRMED) in draft.lines:
        return "they have not confirmed it yet"
    words = next((text for name, text in draft.lines if name in ("", SHOWS)), "").split()
    return " ".join(words[:9]) + (" …" if len(words) > 9 else "")


def _drawn(
    viewer: Viewer, case_id: UUID, wanted: set[str], *, now: datetime
) -> dict[str, tuple[bytes, ...] | str]:
    """Of each PDF file that was chosen, by its code: its pages as pictures, or why there are none."""
    found: dict[str, tuple[bytes, ...] | str] = {}
    for each in (line for part, _ in parts_of(viewer, case_id) for line in exhibits_of_case(viewer, part)):
        code = f"exhibit:{each.id}"
        if code not in wanted or each.media_type != PDF:
            continue
        if each.scan == "held":
            found[code] = "The virus scanner found something in it, so it was not opened."
            continue
        _, pieces = attachment_content(viewer, each.attachment_id, variant="original", held_too=True, now=now)
        try:
            found[code] = tuple(pages_as_pictures(b"".join(pieces)))
        except NotDrawn as failed:
            found[code] = _NOT_DRAWN[failed.why]
    return found


def _with_pages(draft: Draft, leaves: tuple[bytes, ...] | str | None) -> Draft:
    """An exhibit that is a PDF file, with its pages bound in, or with why they are not."""
    if leaves is None:
        return draft
    if isinstance(leaves, str):
        return replace(draft, lines=(*draft.lines, ("Its pages", f"They do not stand here. {leaves}")))
    counted = "1 page" if len(leaves) == 1 else f"{len(leaves)} pages"
    said = f"{counted}, printed as pictures of what it shows. It can hold more that a picture does not show: the file itself has that."
    return replace(draft, kind="file", lines=(*draft.lines, ("Its pages", said)), leaves=leaves)


def _exhibit(each: ExhibitLine, of: str) -> Draft:
    return Draft(
        "file" if each.viewable else "exhibit",
        exhibit_title(each, of),
        lines_of(
            (SHOWS, each.title), ("Taken", moment(each.taken_at)), ("By", each.taken_by), ("Where", each.place),
            ("Fingerprint of the original (SHA-256)", each.sha256),
            ("File", _apart(each)),
            *(("In hand", line) for line in _chain(each.custody)),
        ),
        attachment_id=each.attachment_id if each.viewable or each.media_type == PDF else None,
    )  # fmt: skip


def _apart(each: ExhibitLine) -> str:
    """What cannot be printed: what it is, how to get it, and with what it can be heard or seen."""
    if each.viewable or each.media_type == PDF:
        return ""
    what = _HEARD.get(each.media_type.split("/")[0])
    plays = " VLC, a free program, plays it." if what else ""
    return (
        f"{what or 'A file'}, {max(1, round(each.size / 1_000_000))} MB, which cannot be printed. Ask us for it, quoting the number of"
        f" the exhibit.{plays} What you get has the fingerprint above."
    )


def _chain(custody: Iterable[CustodyLine]) -> Iterator[str]:
    """Who had it in hand and when, for a court; looks by one person without anything between them are one line."""
    for (act, by), group in groupby(custody, key=lambda line: (line.act, line.by)):
        lines = list(group)
        whole = [lines] if act == "viewed" else [[line] for line in lines]
        for same in whole:
            # Whoever took it stands in its words; the name beside is whoever wrote that down.
            who = same[0].words if act == "taken" else by
            said = "" if act == "taken" else same[0].words
            until = f" to {moment(same[-1].at)}, {len(same)} times" if len(same) > 1 else ""
            yield f"{moment(same[0].at)}{until}: {', '.join(filter(None, (ACTS[act].lower(), who, said)))}"


def _whom(viewer: Viewer, page: CasePage, kind: str) -> tuple[Someone, tuple[Someone, ...]]:
    """Whose details stay, survivor and alleged perpetrator, and everybody else on the case or living with them. What a court is
    given, the other side reads: there the survivor's address and numbers are marked as well (clause 3.5.1)."""
    known = party_known(viewer, page)
    sides = {each.id: each.role for each in page.parties if each.role in ("survivor", "perpetrator")}
    reached = {party for party, role in sides.items() if kind != "court" or role == "perpetrator"}
    own = Someone(
        tuple(name for party, each in known.items() if party in sides for name in each.names),
        (
            *(text for party, each in known.items() if party in reached for text in each.texts),
            *staff_in(page),
        ),
    )
    others = [each for party, each in known.items() if party not in sides]
    others += [Someone((), known[party].texts) for party in sides if party not in reached]
    return own, (*others, *housemates(viewer, page))
