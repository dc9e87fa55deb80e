"""Everything that a case holds about somebody, as documents with pages. Each is read with the eyes of whoever gathers it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from upstander.cases.api import current_edition
from upstander.cases.measures.api import court_statements, measures_of, paper_line
from upstander.cases.queries.api import (
    CasePage,
    TimelineLine,
    case_messages,
    case_page,
    incidents_of_case,
    sharing_of_case,
    statements_of_case,
)
from upstander.cases.surveys.api import survey_for_requester
from upstander.cases.visits.api import visits_of
from upstander.confidentiality.api import Viewer, readers_of_case
from upstander.intake.api import (
    AttachmentCard,
    MailboxCard,
    ReportContent,
    attachment_content,
    exhibits_of_case,
    mailboxes_of_case,
    reports_of_case,
)
from upstander.lib.days import london_day
from upstander.lib.redaction import Someone
from upstander.partners.api import INFORMATION
from upstander.people.api import person_cards
from upstander.records.bundle.drafts import Draft, Line, day, lines_of
from upstander.records.bundle.naming import known_of

# How a site words a timeline: the title and text of each entry. Any: as its macro takes it.
Telling = Callable[[Iterable[TimelineLine], CasePage], list[dict[str, Any]]]


def _nothing(*_: UUID) -> tuple[Line, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Besides:
    """What rooms above this one hold about a requester, as a site asks them: what somebody said of themselves after a report of
    theirs, by the ids of case and report; and a colleague's training, by theirs."""

    of_report: Callable[[UUID, UUID], tuple[Line, ...]] = _nothing
    of_colleague: Callable[[UUID], tuple[Line, ...]] = _nothing


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one case holds, and whom it names. `own`: the requester; `others`: everybody else."""

    case_id: UUID
    part: str
    drafts: tuple[Draft, ...]
    own: Someone
    others: tuple[Someone, ...]


def gather(
    viewer: Viewer, case_id: UUID, *, party_id: UUID | None, tell: Telling, besides: Besides, now: datetime
) -> Gathered:
    """The case as documents for its person, or for somebody named in it (`party_id` None). Audited as read. Raises NoSuchCase."""
    page = case_page(viewer, case_id, now=now)
    reports = reports_of_case(viewer, case_id, [each.id for each in page.reports])
    mailboxes = mailboxes_of_case(viewer, case_id)
    me = next((each for each in page.parties if each.id == party_id), None)
    part = me.role if me else "named"
    third = {str(role) for role in current_edition(now).third_parties} | {"household", "anonymous"}
    theirs = "reporter" if part == "reporter" else "survivor" if part == "survivor" else ""
    drafts = [
        *_people(page, party_id),
        *_reports(viewer, case_id, reports, third, theirs, besides, now),
        *_timeline(page, tell, reports, third),
        *_mailboxes(mailboxes, theirs),
        *_evidence(viewer, case_id, party_id, {file.id for report in reports for file in report.attachments}),
        *_messages(viewer, page, party_id),
        *_risk_and_plan(page, party_id),
        *_measures_and_visits(viewer, page, me.name if part == "survivor" and me else "", now),
        *_sharing(viewer, page, party_id, now),
        *_survey(viewer, case_id, part, now),
        _readers(viewer, case_id),
    ]
    own, others = known_of(viewer, page, reports, party_id, theirs)
    return Gathered(
        case_id, part, tuple(each for each in drafts if each.lines or each.attachment_id), own, others
    )


def directory_draft(viewer: Viewer, person_id: UUID) -> tuple[Draft, Someone] | None:
    """The requester's own entry in the directory, for whoever may open it."""
    card = person_cards(viewer, [person_id]).get(person_id)
    if card is None:
        return None
    home = card.home.line if card.home else ""
    lines = lines_of(
        ("Name", card.name), ("Phone", card.phone), ("Email", card.email), ("Home", home), ("Standing", card.standing),
        ("What we should know when we write or call", card.needs),
        ("Account on our website", "You can sign in with this phone or email. It holds what you sent while signed in."),
    )  # fmt: skip
    return Draft("directory", "Your entry in our list of customers", lines, own=True), Someone(
        (card.name,), tuple(filter(None, (card.phone, card.email, home)))
    )


def _people(page: CasePage, party_id: UUID | None) -> Iterator[Draft]:
    for each in page.parties:
        own = each.id == party_id
        card = each.safe_contact
        lines = lines_of(
            ("Name", each.name), ("Part", each.role_label), ("Home", each.home), ("New home", each.lives_at),
            ("What was said about them", each.details),
            ("Noted", ". ".join(each.flags)), ("Phone", card.phone if card else ""), ("Email", card.email if card else ""),
            ("Address for letters", card.address if card else ""),
        )  # fmt: skip
        title = "What we noted about you" if own else "Somebody else on the case"
        yield Draft("person", title, lines, own=own, reporters=not own and each.role == "reporter")


def _reports(
    viewer: Viewer,
    case_id: UUID,
    reports: Iterable[ReportContent],
    third: set[str],
    theirs: str,
    besides: Besides,
    now: datetime,
) -> Iterator[Draft]:
    for each in reports:
        others = each.reporter in third
        own = (theirs == "survivor" and not others) or (theirs == "reporter" and others)
        people = [
            (name, ", ".join(filter(None, (person.get("name", ""), person.get("address", "")))))
            for name, person in (
                ("Whom it happened to", each.survivor),
                ("Who told us", each.reporter_person),
                ("Who is said to have done it", each.perpetrator),
            )
        ]
        lines = lines_of(("", each.narrative), ("Where", each.where), *each.shown, *people)
        yield Draft(
            "report",
            f"What you told us on {day(each.received_at)}" if own else f"Report of {day(each.received_at)}",
            lines,
            own,
            others,
        )
        if own:
            yield Draft(
                "equality",
                "What you said about yourself after the report",
                besides.of_report(case_id, each.id),
                own,
            )
        for file in each.attachments:
            yield _file(viewer, file, each, own, others, now)


def _file(
    viewer: Viewer, file: AttachmentCard, report: ReportContent, own: bool, others: bool, now: datetime
) -> Draft:
    title = f"File that came with it on {day(report.received_at)}"
    text: tuple[Line, ...] = ()
    if file.media_type == "text/plain":
        _, pieces = attachment_content(viewer, file.id, variant="original", held_too=True, now=now)
        raw = b"".join(pieces)
        coding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        text = lines_of(("", raw.decode(coding, "replace")))
    kind = "file" if text or file.viewable else "other_file"
    return Draft(kind, title, text, own, others, None if text else file.id)


def _timeline(
    page: CasePage, tell: Telling, reports: Iterable[ReportContent], third: set[str]
) -> Iterator[Draft]:
    hidden = {each.reference for each in reports if each.reporter in third}
    entries = list(reversed(page.timeline))
    told = tell(entries, page)
    shown: list[Line] = []
    apart: list[Line] = []
    for entry, said in zip(entries, told, strict=True):
        codes = entry.codes
        theirs = codes.get("role") == "reporter" or codes.get("reference") in hidden
        theirs = theirs or (bool(hidden) and entry.kind.startswith(("mailbox", "files", "report")))
        text = f"{said['title']}. {said['text']}".strip()
        (apart if theirs else shown).extend(lines_of((day(entry.at), text)))
    yield Draft("timeline", "What was done", tuple(shown))
    yield Draft("timeline", "What was done about a report", tuple(apart), reporters=True)


def _mailboxes(cards: Iterable[MailboxCard], theirs: str) -> Iterator[Draft]:
    for card in cards:
        others = card.third_party or card.reporter != "survivor"
        own = (theirs == "survivor" and not others) or (theirs == "reporter" and others)
        lines = [(f"{day(m.at)}, {'you' if m.inbound else 'we'} wrote", m.text) for m in card.messages]
        if own and card.from_account:
            lines.insert(0, ("How it was sent", "From your account on our website, while you were signed in"))
        yield Draft("mailbox", "Messages in the mailbox", lines_of(*lines), own, others)


def _evidence(viewer: Viewer, case_id: UUID, party_id: UUID | None, seen: set[UUID]) -> Iterator[Draft]:
    """Statements, the log that staff keep, and exhibits that came with no report."""
    printed = court_statements(viewer, case_id)
    for said in statements_of_case(viewer, case_id):
        own = party_id is not None and said.party_id == party_id
        title = f"Your statement of {day(said.taken_at)}" if own else f"Statement of {day(said.taken_at)}"
        yield Draft(
            "statement",
            title,
            lines_of(("Who", said.name), ("", said.words)),
            own,
            reporters=said.role == "reporter",
        )
        for made in printed.get(said.id, ()):
            yield Draft(
                "statement",
                f"{title}, as printed for a court on {day(made.made_at)}",
                lines_of(*made.words),
                own and said.role != "perpetrator",  # it may refer to what others gave
                reporters=said.role == "reporter",
            )
    for told in reversed(incidents_of_case(viewer, case_id)):
        lines = lines_of(("", told.what), ("Where", told.place))
        yield Draft(
            "incident", f"Incident of {day(told.at)}", lines, reporters=told.source in ("witness", "other")
        )
    for each in exhibits_of_case(viewer, case_id):
        new = each.attachment_id not in seen
        kind = "exhibit" if not new or each.viewable else "other_file"
        yield Draft(
            "file" if new and each.viewable else kind,
            f"Exhibit {each.number}",
            lines_of(
                ("What it shows", each.title),
                ("Taken", day(each.taken_at)),
                ("By", each.taken_by),
                ("Where", each.place),
                ("Withdrawn", f"{day(each.withdrawn.at)}. {each.withdrawn.words}" if each.withdrawn else ""),
            ),
            attachment_id=each.attachment_id if new else None,
        )


def _messages(viewer: Viewer, page: CasePage, party_id: UUID | None) -> Iterator[Draft]:
    reporters = {each.id for each in page.parties if each.role == "reporter"}
    for each in reversed(case_messages(viewer, page.head.id)):
        own = party_id is not None and each.party_id == party_id and each.sent_at is not None
        yield Draft(
            "message",
            f"Message to you, {day(each.sent_at or each.created_at)}"
            if own
            else f"Message, {day(each.created_at)}",
            lines_of(("To", each.destination), ("Subject", each.subject), ("", each.body)),
            own,
            each.party_id in reporters,
        )


def _risk_and_plan(page: CasePage, party_id: UUID | None) -> Iterator[Draft]:
    risk = [
        (day(each.assessed_at), f"Risk: {each.level}, score {each.score}. {each.notes} {each.reason}")
        for each in page.risks
    ]
    yield Draft("risk", "How we judged the risk", lines_of(*risk))
    survivor = next((each.id for each in page.parties if each.role == "survivor"), None)
    for plan in (*([page.plan] if page.plan else []), *page.other_plans):
        whose = plan.party_id or survivor
        steps = [
            ("Step", f"{step.what}. To be done by: {step.owner}. {step.state}. {step.reason}")
            for step in plan.steps
        ]
        yield Draft(
            "plan",
            f"The plan of {day(plan.agreed_at)}",
            lines_of(("For", plan.party), ("Wishes", plan.wishes), *steps),
            own=whose is not None and whose == party_id,
        )
    duties = [
        ("", f"{duty.label}. {duty.detail} {duty.outcome} {duty.reason}")
        for duty in (*page.open_duties, *page.settled_duties)
    ]
    yield Draft("duties", "What the policy had us do", lines_of(*duties))
    if page.closure:
        closure = page.closure
        yield Draft(
            "closure",
            "Closing the case",
            lines_of(
                ("Why", closure.explanation),
                ("What the survivor said", closure.survivor_words),
                ("Note", closure.decision_note),
            ),
        )


def _measures_and_visits(viewer: Viewer, page: CasePage, me: str, now: datetime) -> Iterator[Draft]:
    """What staff did step by step, what bodies were sent and answered, and visits that were planned."""
    for measure in measures_of(viewer, page.head.id, today=london_day(now)):
        told = [
            (day(step.at), ". ".join((step.past, *(f"{name}: {answer}" for name, answer in step.said))))
            for step in measure.steps
        ]
        for sent in measure.referrals:
            told.append(
                (f"Sent to {sent.agency}, {day(sent.sent_at)}", ". ".join(text for _, text in sent.items))
            )
            told.append(("Their answer", sent.answer_words))
        paper = paper_line(viewer, page.head.id, measure.id)
        if paper is not None:
            told += [("Written to", paper.told.addressee), ("", paper.told.words)]
        title = f"{measure.kind.label}, {day(measure.opened_at)}"
        kind = "against" if measure.about and measure.about != me else "measure"
        yield Draft(
            kind, title, lines_of(("About", measure.about), *told), own=kind == "measure" and bool(me)
        )
    visits = [
        (day(each.at), f"{each.where}. {each.place} {each.notes} {each.state_label}.")
        for each in visits_of(viewer, page.head.id, now=now)
    ]
    yield Draft("visits", "Visits that were planned", lines_of(*visits))


def _sharing(viewer: Viewer, page: CasePage, party_id: UUID | None, now: datetime) -> Iterator[Draft]:
    sharing = sharing_of_case(viewer, page.head.id, now=now)
    me = next((each.name for each in page.parties if each.id == party_id), "")
    for said in sharing.consents:
        answer = "agreed" if said.given else "did not agree"
        kinds = "; ".join(INFORMATION.get(each, each).lower() for each in said.kinds)
        own = said.party_id == party_id
        title = f"What you said about telling others, {day(said.at)}" if own else f"Consent, {day(said.at)}"
        yield Draft(
            "sharing",
            title,
            lines_of(("Body", said.agency), ("Answer", f"{answer}: {kinds}"), ("Words", said.words)),
            own,
        )
    for told in sharing.disclosures:
        if told.before:  # it comes with the case on which it was told
            continue
        yield Draft(
            "sharing",
            f"What another body was told, {day(told.at)}",
            lines_of(
                ("Body", told.agency), ("Who", told.recipient), ("What", told.items), ("Why", told.reasons)
            ),
            own=bool(me) and me in told.about and len(told.about) == 1,
        )


def _survey(viewer: Viewer, case_id: UUID, part: str, now: datetime) -> Iterator[Draft]:
    """What the survivor answered when they were asked how we did: theirs alone."""
    card = survey_for_requester(viewer, case_id, now=now) if part == "survivor" else None
    if card is None:
        return
    yield Draft(
        "survey",
        f"How you said we did, {day(card.asked_at)}",
        lines_of(("Overall", card.overall), *card.answers, ("In your words", card.said)),
        own=True,
    )


def _readers(viewer: Viewer, case_id: UUID) -> Draft:
    """By post and not by name: who works where is not what was asked."""
    lines = [
        (day(each.at), each.post or "A member of staff")
        for each in readers_of_case(viewer, case_id, limit=500)
    ]
    return Draft("readers", "Who last opened the case, by post", tuple(lines))
