"""Reading the parts of an edition that are looked up rather than reasoned over: words, clauses, register, promises."""

from datetime import date, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from upstander.policy.bank_holidays import REGIONS
from upstander.policy.calendars import WEEKDAYS, WorkingCalendar
from upstander.policy.clocks import Unit
from upstander.policy.conditions import Always
from upstander.policy.edition import (
    Audience,
    Behaviour,
    Clause,
    Governance,
    Pattern,
    Promise,
    RetentionClass,
    Standard,
    Strand,
    Term,
)
from upstander.policy.errors import did_you_mean
from upstander.policy.fact_words import GROUPS, retention_facts
from upstander.policy.load_rules import Words, read_condition
from upstander.policy.vocabulary import Affiliation, StartEvent
from upstander.policy.yaml_reader import Block, Entry


def read_governance(entry: Entry) -> Governance:
    """Who answers for the policy and what keeps it under review."""
    block = entry.block()
    governance = Governance(
        approved_on=block.get("approved_on").date(),
        effective_from=block.get("effective_from").date(),
        review_due=block.get("review_due").date(),
        review_every=block.get("review_every").clock(),
        review_triggers=block.get("review_triggers").texts(),
        posts={name: post.text() for name, post in block.get("posts").block().names()},
        consultation=block.texts("consultation"),
        impact_assessment=block.text("impact_assessment"),
        impact_actions=block.texts("impact_actions"),
        amendments=block.texts("amendments"),
        read_with=block.texts("read_with"),
        effective_until=until.date() if (until := block.find("effective_until")) else None,
    )
    block.finish()
    if governance.review_due <= governance.effective_from:
        raise block.get("review_due").fault("the review is due before the edition takes effect.")
    if governance.effective_until and governance.effective_until < governance.effective_from:
        raise block.get("effective_until").fault("the edition ends before it takes effect.")
    return governance


def read_calendar(entry: Entry) -> WorkingCalendar:
    """When the landlord works."""
    block = entry.block()
    closed = block.find("also_closed")
    calendar = WorkingCalendar(
        zone=_zone(block.get("zone")),
        opens=_time(block.get("opens")),
        closes=_time(block.get("closes")),
        days=tuple(day.one_of(WEEKDAYS, "day of the week") for day in block.get("days").items()),
        region=block.get("bank_holidays").one_of(REGIONS, "region"),
        extra=tuple((_key_date(day, name), name.text()) for day, name in closed.block().names())
        if closed
        else (),
    )
    block.finish()
    if calendar.opens >= calendar.closes:
        raise block.get("closes").fault("closing time is not after opening time.")
    if not calendar.days:
        raise block.get("days").fault("there must be a working day.")
    return calendar


def read_people(entry: Entry) -> dict[str, frozenset[Affiliation]]:
    """Which affiliations make up which group. Each affiliation is in exactly one."""
    block = entry.block()
    people = {
        group: frozenset(item.word(Affiliation) for item in block.get(group).items()) for group in GROUPS
    }
    block.finish()
    for affiliation in Affiliation:
        groups = [group for group, members in people.items() if affiliation in members]
        if len(groups) != 1:
            found = f"in {' and '.join(groups)}" if groups else "in no group"
            raise entry.fault(f"{affiliation.value!r} must be in exactly one group; it is {found}.")
    return people


def read_term(block: Block) -> Term:
    """A word with label and hint."""
    return Term(block.get("id").slug(), block.get("label").text(), block.text("hint"))


def read_behaviour(block: Block) -> Behaviour:
    """A kind of behaviour."""
    term = read_term(block)
    return Behaviour(term.id, term.label, term.hint, advice_only=block.flag("advice_only"))


def read_strand(block: Block) -> Strand:
    """A motivation."""
    term = read_term(block)
    return Strand(term.id, term.label, term.hint, monitored=block.flag("monitored"))


def read_pattern(block: Block) -> Pattern:
    """A pattern of reports."""
    pattern = Pattern(
        id=block.get("id").slug(),
        label=block.get("label").text(),
        reports=block.get("reports").number(),
        made_within=block.get("made_within").clock(),
        window=block.get("window").clock(),
    )
    for name in ("made_within", "window"):
        if not block.get(name).text().endswith(("calendar months", "calendar month")):
            raise block.get(name).fault("a pattern is measured in calendar months.")
    if pattern.reports < 1:
        raise block.get("reports").fault("a pattern needs at least one report.")
    return pattern


def read_clause(block: Block) -> Clause:
    """One clause in our words."""
    return Clause(
        block.get("id").text(), block.get("asks").text(), block.get("product").text(), block.text("kept_by")
    )


def read_standard(block: Block, words: Words) -> Standard:
    """One service standard."""
    return Standard(
        id=block.get("id").slug(),
        label=block.get("label").text(),
        clock=block.get("clock").clock(),
        clause=words.clause(block.get("clause")),
        why=block.get("why").text(),
    )


def read_retention(block: Block, words: Words) -> RetentionClass:
    """One class of records. `event`, `when` and `instead_of` are for classes of cases."""
    facts = {**words.facts, **retention_facts(tuple(sorted(words.duties)))}
    event, when, instead = block.find("event"), block.find("when"), block.find("instead_of")
    for entry in (when, instead):
        if entry is not None and event is None:
            raise entry.fault(
                "only a class of cases can have this.", "Say with 'event' from when it is kept."
            )
    keep = block.get("keep")
    if event is not None and keep.clock().unit in (Unit.WORKING_HOURS, Unit.WORKING_DAYS, Unit.ELAPSED_HOURS):
        raise keep.fault("a case is kept for days, months or years.", "Write it as '6 calendar years'.")
    return RetentionClass(
        id=block.get("id").slug(),
        label=block.get("label").text(),
        keep=keep.clock(),
        starts=block.get("starts").text(),
        why=block.get("why").text(),
        clause=words.clause(block.get("clause")),
        event=event.word(StartEvent) if event else None,
        when=(read_condition(when, facts) if when else Always()) if event else None,
        instead_of=tuple(item.text() for item in instead.items()) if instead else (),
    )


def check_retention(entry: Entry, classes: tuple[RetentionClass, ...]) -> None:
    """Every case falls under a class whose clock always starts, and a class stands in only for such as stand for themselves."""
    of_cases = {each.id: each for each in classes if each.event}
    ordinary = [each for each in of_cases.values() if isinstance(each.when, Always) and not each.instead_of]
    if not any(each.event is StartEvent.CLOSED for each in ordinary):
        raise entry.fault(
            "no class holds for every case from its closing.", "Give one 'event: closed' and no 'when'."
        )
    for item, each in zip(entry.items(), classes, strict=True):
        for other in each.instead_of:
            if other == each.id or other not in of_cases or of_cases[other].instead_of:
                known = [one.id for one in of_cases.values() if not one.instead_of and one.id != each.id]
                raise (
                    item.block()
                    .get("instead_of")
                    .fault(f"{other!r} is no class that this can stand in for.", did_you_mean(other, known))
                )


def read_audience(block: Block, words: Words) -> Audience:
    """What one kind of person may be told."""
    return Audience(
        id=block.get("id").slug(),
        label=block.get("label").text(),
        told=block.texts("told"),
        never_told=block.texts("never_told"),
        clause=words.clause(block.get("clause")),
    )


def read_promise(block: Block, words: Words) -> Promise:
    """One public promise; what keeps it must exist."""
    known = sorted(words.duties | words.gates)
    return Promise(
        id=block.get("id").slug(),
        says=block.get("says").text(),
        clause=words.clause(block.get("clause")),
        kept_by=tuple(item.one_of(known, "duty or gate") for item in block.get("kept_by").items()),
    )


def _time(entry: Entry) -> time:
    try:
        return time.fromisoformat(entry.text())
    except ValueError:
        raise entry.fault(f"{entry.text()!r} is not a time of day.", 'Write it as "09:00".') from None


def _zone(entry: Entry) -> str:
    name = entry.text()
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise entry.fault(
            f"no time zone is called {name!r}.", did_you_mean(name, ["Europe/London"])
        ) from None
    return name


def _key_date(day: str, entry: Entry) -> date:
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise entry.fault(f"{day!r} is not a date.", "Write it as 2030-05-08.") from None
