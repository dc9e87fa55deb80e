"""Reading the facts of a well-formed case straight into a `Case`, for `parse_facts` is strict and slow.

Whatever it is not sure of it leaves to `parse_facts` (None): a word it does not know, a value of another kind, a name that does
not belong, a time beyond the tables. So it need not say what is wrong with anything, and nothing passes here that is refused there.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from upstander.policy.edition import Edition
from upstander.policy.errors import FactsError
from upstander.policy.lean_case import LEVELS, Case, Report, Words
from upstander.policy.lean_time import EARLIEST, LATEST, number
from upstander.policy.parsing import parse_date, parse_moment
from upstander.policy.vocabulary import Affiliation, ReporterRole

_MOST_KEPT = 200_000

_CASE = frozenset(
    [
        "edition",
        "now",
        "reports",
        "survivor",
        "perpetrators",
        "crime_likely",
        "material_on_landlord_property",
        "incident_at_home",
        "risk",
        "evidence",
        "validity",
        "discharged",
        "closed_at",
    ]
)
_REPORT = frozenset(
    [
        "received_at",
        "channel",
        "reporter",
        "reporter_contactable",
        "incident_on",
        "immediate_danger",
        "behaviours",
        "motivations",
        "triaged_at",
    ]
)
_SURVIVOR_FLAGS = (
    "identified",
    "contactable",
    "cannot_stay_tonight",
    "wants_female_staff",
    "wants_to_move",
    "applied_for_banding",
    "support_needs",
    "wants_updates",
)
_SURVIVOR = frozenset(
    {*_SURVIVOR_FLAGS, "affiliation", "safeguarding", "capacity_concern_at", "communication_need_at"}
)
_PERPETRATOR = frozenset({"known", "affiliation"})
_RISK = frozenset({"level", "assessed_at"})
_EMPTY: dict[str, Any] = {}


class _Odd(Exception):
    """Something that only `parse_facts` can judge."""


class _Days(dict[str, int]):
    """The written date of a time, as a whole number; each is read once, by `parse_moment`."""

    def __missing__(self, text: str) -> int:
        found = number(parse_moment(f"{text}T00:00:00Z", "date"))
        if not EARLIEST < found < LATEST or len(self) > _MOST_KEPT:
            raise _Odd
        self[text] = found
        return found


class _Pieces(dict[str, int]):
    """A piece of the rest of a time, each read once by `parse_moment`. Hours with minutes are read apart from what follows: so
    there are few of either, and they stay at hand where every second of a day would not."""

    def __init__(self, before: str, after: str) -> None:
        self._before, self._after = before, after

    def __missing__(self, text: str) -> int:
        if len(self) > _MOST_KEPT:
            self.clear()
        found = number(parse_moment(f"2000-01-01{self._before}{text}{self._after}", "time")) - _BASE
        self[text] = found
        return found


class _Dates(dict[str, date]):
    def __missing__(self, text: str) -> date:
        if len(self) > _MOST_KEPT:
            self.clear()
        self[text] = parse_date(text, "date")
        return self[text]


_BASE = number(datetime(2000, 1, 1, tzinfo=UTC))


class Reader:
    """Reads cases in the words of the edition in force."""

    def __init__(self, edition: Edition, words: Words) -> None:
        bits = words.bits
        self._edition = edition.id
        self._days, self._dates = _Days(), _Dates()
        self._minutes, self._ends = _Pieces("", "Z"), _Pieces("T00:00", "")
        self._duties = frozenset(rule.id for rule in edition.duties)
        self._channels: dict[str | None, int] = {
            None: 0,
            **{c.id: bits["reports.channel"][c.id] for c in edition.channels},
        }
        self._reporters: dict[str | None, int] = {
            None: 0,
            **{role.value: bits["reports.reporter"][role.value] for role in ReporterRole},
        }
        self._behaviours = {b.id: bits["reports.behaviours"][b.id] for b in edition.behaviours}
        self._strands = {s.id: bits["reports.motivations"][s.id] for s in edition.strands}
        self._contactable = words.flag("reports.reporter_contactable", True)
        self._danger = words.flag("reports.immediate_danger", True)
        flags = [(name, f"survivor.{name}") for name in _SURVIVOR_FLAGS]
        self._turned = {name: words.whole[fact] for name, fact in flags}
        self._all_no = words.of("exemption_requested", "false")
        for _, fact in flags:
            self._all_no |= words.flag(fact, False)
        self._flags = [
            (name, words.flag(name, True), words.flag(name, False))
            for name in ("material_on_landlord_property", "incident_at_home")
        ]
        self._affiliations = bits["survivor.affiliation"]
        self._perpetrators = bits["perpetrators.affiliation"]
        self._known = tuple(words.flag("perpetrators.known", value) for value in (False, True))
        self._any = tuple(words.flag("perpetrators.any", value) for value in (False, True))
        self._safeguarding = bits["survivor.safeguarding"]
        self._crime: dict[str | None, int] = {
            None: 0,
            "true": words.flag("crime_likely", True),
            "false": words.flag("crime_likely", False),
        }
        self._evidence: dict[str | None, int] = dict(bits["evidence"].items()) | {
            None: bits["evidence"]["none"]
        }
        self._validity: dict[str | None, int] = dict(bits["validity"].items()) | {
            None: bits["validity"]["not_assessed"]
        }
        self._levels = {name: (place, bits["risk.level"][name]) for place, name in enumerate(LEVELS) if name}
        self._every_level = words.whole["risk.level"]
        self._dated = (
            ("capacity_concern_at", words.of("survivor.capacity_concern", "true")),
            ("communication_need_at", words.of("survivor.communication_need", "true")),
        )
        self._closed = words.of("closed", "true")

    def read(self, mapping: Mapping[str, Any], names: int) -> Case | None:
        """The case, or None to have `parse_facts` look at it. `names`: how many names the text of the mapping has."""
        try:
            return self._read(mapping, names)
        except (_Odd, FactsError, KeyError, TypeError, AttributeError):
            return None

    def _read(self, mapping: Mapping[str, Any], names: int) -> Case:
        if type(mapping) is not dict or not mapping.keys() <= _CASE:
            raise _Odd
        if mapping.get("edition") not in (None, self._edition):
            raise _Odd
        names -= len(mapping)
        reports: list[Report] = []
        for index, told in enumerate(mapping["reports"]):
            names -= len(told)
            reports.append(self._report(told, index))
        if len(reports) > 1:
            reports.sort(key=_receipt)
        first = reports[0].at if reports else 0
        if not first:
            raise _Odd
        survivor = _object(mapping.get("survivor"), _SURVIVOR)
        names -= len(survivor)
        risk = _object(mapping.get("risk"), _RISK)
        names -= len(risk)
        perpetrators = _listed(mapping.get("perpetrators"))
        discharged = _listed(mapping.get("discharged"))
        names -= 2 * len(discharged)
        done: dict[str, list[int]] = {}
        days, minutes, ends, duties = self._days, self._minutes, self._ends, self._duties
        for each in discharged:
            duty, written = each["duty"], each["at"]
            at = days[written[:10]] + minutes[written[10:16]] + ends[written[16:]]
            if len(each) != 2 or duty not in duties:
                raise _Odd
            if duty in done:
                done[duty].append(at)
            else:
                done[duty] = [at]
        settled = self._survivor(survivor) | self._others(mapping, perpetrators)
        names -= sum([len(each) for each in perpetrators])
        if names:
            raise _Odd
        level, dated = self._risk(risk, first)
        for name, bit in self._dated:
            written = survivor.get(name)
            if written is not None:
                dated.append((self._time(written), 0, bit))
        written = mapping.get("closed_at")
        if written is not None:
            dated.append((self._time(written), 0, self._closed))
        affiliation = survivor.get("affiliation")
        return Case(
            self._time(mapping["now"]),
            Affiliation.UNKNOWN.value if affiliation is None else affiliation,
            settled,
            level,
            reports,
            dated,
            done,
            {},
        )

    def _time(self, written: Any) -> int:
        """Of anything but a text the parts are no keys: TypeError, KeyError."""
        return self._days[written[:10]] + self._minutes[written[10:16]] + self._ends[written[16:]]

    def _report(self, told: Any, index: int) -> Report:
        if type(told) is not dict or not told.keys() <= _REPORT:
            raise _Odd
        find = told.get
        mask = self._channels[find("channel")] | self._reporters[find("reporter")]
        value = find("reporter_contactable")
        if value is True or _flag(value):
            mask |= self._contactable
        value = find("immediate_danger")
        if value is True or _flag(value):
            mask |= self._danger
        for word in _listed(find("behaviours")):
            mask |= self._behaviours[word]
        for word in _listed(find("motivations")):
            mask |= self._strands[word]
        incident, triaged, received = find("incident_on"), find("triaged_at"), told["received_at"]
        return Report(
            self._time(received),
            mask,
            None if incident is None else self._dates[incident],
            None if triaged is None else self._time(triaged),
            index,
        )

    def _survivor(self, survivor: dict[str, Any]) -> int:
        mask, turned, affiliation = self._all_no, self._turned, None
        for name, value in survivor.items():
            if value is True:
                mask ^= turned[name]
            elif value is False:
                turned[name]  # no other entry can be false
            elif value is None:
                pass
            elif name == "affiliation":
                affiliation = value
            elif name == "safeguarding":
                for word in _listed(value):
                    mask |= self._safeguarding[word]
            elif name in turned:
                raise _Odd
        return mask | self._affiliations["unknown" if affiliation is None else affiliation]

    def _others(self, mapping: Mapping[str, Any], perpetrators: list[Any]) -> int:
        find = mapping.get
        mask: int = self._evidence[find("evidence")] | self._validity[find("validity")]
        for name, yes, no in self._flags:
            mask |= yes if _flag(find(name)) else no
        crime = find("crime_likely")
        mask |= self._crime[None if crime is None else "true" if _flag(crime) else "false"]
        known = False
        for each in perpetrators:
            told = _object(each, _PERPETRATOR)
            affiliation = told.get("affiliation")
            mask |= self._perpetrators["unknown" if affiliation is None else affiliation]
            known = _flag(told.get("known")) or known
        return mask | self._known[known] | self._any[bool(perpetrators)]

    def _risk(self, risk: dict[str, Any], first: int) -> tuple[int, list[tuple[int, int, int]]]:
        level, assessed = risk.get("level"), risk.get("assessed_at")
        if level is None:
            if assessed is not None:
                raise _Odd
            return 0, []
        place, bit = self._levels[level]
        return place, [(first if assessed is None else self._time(assessed), self._every_level, bit)]


def _flag(value: Any) -> bool:
    if value is True:
        return True
    if value is None or value is False:
        return False
    raise _Odd


def _listed(value: Any) -> list[Any]:
    if type(value) is list:
        return value
    if value is None:
        return []
    raise _Odd


def _object(value: Any, names: frozenset[str]) -> dict[str, Any]:
    if value is None:
        return _EMPTY
    if type(value) is not dict or not value.keys() <= names:
        raise _Odd
    return value


def _receipt(report: Report) -> int:
    return report.at
