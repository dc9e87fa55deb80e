"""Reading facts from JSON-like mappings, exactly as policy.md §3 lays them out. Every fault names its key.

A key left out, or null, is unknown, false or empty. An unknown key, an unknown value and a time without offset are
refused.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar

from upstander.policy.edition import Edition
from upstander.policy.errors import FactsError, did_you_mean
from upstander.policy.facts import (
    CaseFacts,
    Discharge,
    FoundTrigger,
    PerpetratorFacts,
    ReportFacts,
    RiskFacts,
    SurvivorFacts,
)
from upstander.policy.vocabulary import (
    Affiliation,
    Evidence,
    ReporterRole,
    RiskLevel,
    Safeguarding,
    Validity,
)

YEARS = range(1990, 2101)
"""Years for which working days can be told. Anything else is a slip of the pen."""

T = TypeVar("T")
Word = TypeVar("Word", bound=StrEnum)

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,6})?)?(Z|[+-]\d{2}(:?\d{2})?)?", re.IGNORECASE
)


def parse_facts(mapping: object, edition: Edition | None = None) -> CaseFacts:
    """The facts of one case from a mapping with the documented keys, all but `edition` and `now`.

    With an edition, its behaviours, motivations, channels and duties are checked too. Raises FactsError naming the key.
    """
    entries = _Entries.of(mapping, "")
    reports = tuple(_each(entries, "reports", _report))
    survivor = _survivor(entries.under("survivor"))
    perpetrators = tuple(_each(entries, "perpetrators", _perpetrator))
    crime_likely = entries.maybe_flag("crime_likely")
    material_on_landlord_property = entries.flag("material_on_landlord_property")
    incident_at_home = entries.flag("incident_at_home")
    risk = _risk(entries.under("risk"))
    evidence = entries.word("evidence", Evidence) or Evidence.NONE
    evidence_at = entries.time("evidence_at")
    validity = entries.word("validity", Validity) or Validity.NOT_ASSESSED
    discharged = tuple(_each(entries, "discharged", _discharge))
    closed_at = entries.time("closed_at")
    entries.finish()
    facts = CaseFacts(
        reports=reports,
        survivor=survivor,
        perpetrators=perpetrators,
        crime_likely=crime_likely,
        material_on_landlord_property=material_on_landlord_property,
        incident_at_home=incident_at_home,
        risk=risk,
        evidence=evidence,
        evidence_at=evidence_at,
        validity=validity,
        discharged=discharged,
        closed_at=closed_at,
    )
    if edition:
        check_facts(facts, edition)
    return facts


def parse_moment(value: object, key: str) -> datetime:
    """An ISO 8601 time with offset, as UTC. Raises FactsError naming `key`."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise FactsError(key, f"{value!r} is not a time.", "Write it as 2026-11-20T16:30:00+00:00.")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise FactsError(key, f"{value!r} is not a time that exists.") from None
    if moment.tzinfo is None:
        raise FactsError(
            key, f"{value!r} has no offset from UTC.", "Add one, as in 2026-11-20T16:30:00+00:00."
        )
    if moment.year not in YEARS:
        raise FactsError(
            key, f"{value!r} is out of range.", f"Years from {YEARS[0]} to {YEARS[-1]} are reckoned."
        )
    return moment.astimezone(UTC)


def parse_date(value: object, key: str) -> date:
    """An ISO 8601 date. Raises FactsError naming `key`."""
    if isinstance(value, str) and _DATE.fullmatch(value):
        with suppress(ValueError):
            day = date.fromisoformat(value)
            if day.year in YEARS:
                return day
    raise FactsError(key, f"{value!r} is not a date.", "Write it as 2026-11-19.")


def check_facts(facts: CaseFacts, edition: Edition) -> None:
    """Refuse words that the edition does not have. Raises FactsError naming the key."""
    behaviours, strands = {b.id for b in edition.behaviours}, {s.id for s in edition.strands}
    channels, duties = {c.id for c in edition.channels}, {d.id for d in edition.duties}
    for index, report in enumerate(facts.reports):
        at = f"reports[{index}]"
        _known(report.behaviours, behaviours, f"{at}.behaviours", "behaviour")
        _known(report.motivations, strands, f"{at}.motivations", "motivation")
        _known([report.channel] if report.channel else [], channels, f"{at}.channel", "channel")
    triggers = {t.id for t in edition.risk.triggers}
    for index, found in enumerate(facts.risk.found if facts.risk else ()):
        _known([found.trigger], triggers, f"risk.found[{index}].trigger", "risk trigger")
    for index, discharge in enumerate(facts.discharged):
        _known([discharge.duty], duties, f"discharged[{index}].duty", "duty")


def _known(words: Iterable[str], known: set[str], key: str, noun: str) -> None:
    for word in sorted(words):
        if word not in known:
            raise FactsError(key, f"this edition has no {noun} {word!r}.", did_you_mean(word, sorted(known)))


def _report(entries: "_Entries") -> ReportFacts:
    received_at = entries.time("received_at")
    if received_at is None:
        raise FactsError(entries.path("received_at"), "needed: it is when the landlord was told.")
    return ReportFacts(
        received_at=received_at,
        channel=entries.text("channel"),
        reporter=entries.word("reporter", ReporterRole),
        reporter_contactable=entries.flag("reporter_contactable"),
        incident_on=entries.date("incident_on"),
        immediate_danger=entries.flag("immediate_danger"),
        behaviours=entries.texts("behaviours"),
        motivations=entries.texts("motivations"),
        triaged_at=entries.time("triaged_at"),
    )


def _survivor(entries: "_Entries") -> SurvivorFacts:
    return SurvivorFacts(
        affiliation=entries.word("affiliation", Affiliation) or Affiliation.UNKNOWN,
        identified=entries.flag("identified"),
        contactable=entries.flag("contactable"),
        safeguarding=frozenset(
            _word(text, Safeguarding, entries.path("safeguarding"))
            for text in sorted(entries.texts("safeguarding"))
        ),
        cannot_stay_tonight=entries.flag("cannot_stay_tonight"),
        wants_female_staff=entries.flag("wants_female_staff"),
        wants_to_move=entries.flag("wants_to_move"),
        applied_for_banding=entries.flag("applied_for_banding"),
        wants_to_move_at=entries.time("wants_to_move_at"),
        applied_for_banding_at=entries.time("applied_for_banding_at"),
        cannot_stay_tonight_at=entries.time("cannot_stay_tonight_at"),
        wants_female_staff_at=entries.time("wants_female_staff_at"),
        support_needs_at=entries.time("support_needs_at"),
        support_needs=entries.flag("support_needs"),
        capacity_concern_at=entries.time("capacity_concern_at"),
        communication_need_at=entries.time("communication_need_at"),
        wants_updates=entries.flag("wants_updates"),
    )


def _perpetrator(entries: "_Entries") -> PerpetratorFacts:
    return PerpetratorFacts(
        known=entries.flag("known"),
        affiliation=entries.word("affiliation", Affiliation) or Affiliation.UNKNOWN,
        known_at=entries.time("known_at"),
        affiliation_at=entries.time("affiliation_at"),
    )


def _risk(entries: "_Entries") -> RiskFacts | None:
    level, assessed_at = entries.word("level", RiskLevel), entries.time("assessed_at")
    if level is None and assessed_at is not None:
        raise FactsError(entries.path("level"), "needed beside assessed_at.", did_you_mean("", RiskLevel))
    found = tuple(_each(entries, "found", _found))
    if level is None and found:
        raise FactsError(entries.path("level"), "needed beside found.", did_you_mean("", RiskLevel))
    return RiskFacts(level, assessed_at, found) if level else None


def _found(entries: "_Entries") -> FoundTrigger:
    trigger, at = entries.text("trigger"), entries.time("at")
    if trigger is None:
        raise FactsError(entries.path("trigger"), "needed: which trigger of the risk assessment.")
    if at is None:
        raise FactsError(entries.path("at"), "needed: when an assessment found it.")
    return FoundTrigger(trigger, at)


def _discharge(entries: "_Entries") -> Discharge:
    duty, at = entries.text("duty"), entries.time("at")
    if duty is None:
        raise FactsError(entries.path("duty"), "needed: which duty was discharged.")
    if at is None:
        raise FactsError(entries.path("at"), "needed: when it was discharged.")
    return Discharge(duty, at)


def _each(entries: "_Entries", key: str, read: Callable[["_Entries"], T]) -> list[T]:
    found = []
    for index, value in enumerate(entries.items(key)):
        inner = _Entries.of(value, f"{entries.path(key)}[{index}]")
        found.append(read(inner))
        inner.finish()
    return found


def _word(value: str, words: type[Word], key: str) -> Word:
    try:
        return words(value)
    except ValueError:
        raise FactsError(key, f"{value!r} is not known here.", did_you_mean(value, list(words))) from None


class _Entries:
    """A mapping being read: each key is taken once, and what is left at the end is refused."""

    def __init__(self, mapping: Mapping[str, object], at: str) -> None:
        self._left = dict(mapping)
        self._taken: list[str] = []
        self._inner: list[_Entries] = []
        self._at = at

    @classmethod
    def of(cls, value: object, at: str) -> "_Entries":
        if not isinstance(value, Mapping):
            raise FactsError(at or "facts", "this must be an object with named entries.")
        return cls(value, at)

    def path(self, key: str) -> str:
        return f"{self._at}.{key}" if self._at else key

    def finish(self) -> None:
        for inner in self._inner:
            inner.finish()
        for key in self._left:
            raise FactsError(self.path(str(key)), "no such key here.", did_you_mean(key, self._taken))

    def under(self, key: str) -> "_Entries":
        value = self._take(key)
        inner = _Entries.of({} if value is None else value, self.path(key))
        self._inner.append(inner)
        return inner

    def items(self, key: str) -> list[object]:
        value = self._take(key)
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            raise FactsError(self.path(key), "this must be a list.")
        return list(value)

    def flag(self, key: str) -> bool:
        return bool(self.maybe_flag(key))

    def maybe_flag(self, key: str) -> bool | None:
        value = self._take(key)
        if value is not None and not isinstance(value, bool):
            raise FactsError(self.path(key), f"{value!r} is neither true nor false.")
        return value

    def text(self, key: str) -> str | None:
        value = self._take(key)
        if value is not None and not isinstance(value, str):
            raise FactsError(self.path(key), f"{value!r} is not a word.")
        return value

    def texts(self, key: str) -> frozenset[str]:
        words = []
        for index, value in enumerate(self.items(key)):
            if not isinstance(value, str):
                raise FactsError(f"{self.path(key)}[{index}]", f"{value!r} is not a word.")
            words.append(value)
        return frozenset(words)

    def word(self, key: str, words: type[Word]) -> Word | None:
        value = self.text(key)
        return None if value is None else _word(value, words, self.path(key))

    def time(self, key: str) -> datetime | None:
        value = self._take(key)
        return None if value is None else parse_moment(value, self.path(key))

    def date(self, key: str) -> date | None:
        value = self._take(key)
        return None if value is None else parse_date(value, self.path(key))

    def _take(self, key: str) -> object:
        self._taken.append(key)
        return self._left.pop(key, None)
