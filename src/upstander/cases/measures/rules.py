"""May this step be taken on this measure, by this person? Pure: frozen values in, a Decision out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from upstander.cases.measures.dates import day_of, lapses_on
from upstander.cases.measures.home import CONFIRMATIONS
from upstander.cases.measures.kinds import Ask, Kind, Step
from upstander.cases.measures.law import Power, band, law
from upstander.lib.decision import ALLOWED, Decision, refuse
from upstander.lib.languages import plain_day
from upstander.policy.api import add_months

_YES = "yes"
_MONEY = re.compile(r"\d{1,7}(\.\d{2})?")


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken before, on this measure or another of the case."""

    kind: str
    code: str
    about: UUID | None
    by: UUID | None
    told: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the rules are asked about. `group`: whom the edition counts the person responsible among, "" when it is about nobody.
    `closed`: restrictions on this case, each with its clause. `told`: answers; a day as 2026-11-27, a box as "yes"."""

    kind: Kind
    step: Step
    told: Mapping[str, str]
    on: date
    state: str = ""
    about: UUID | None = None
    affiliation: str = ""
    group: str = ""
    validity: str = "not_assessed"
    evidence: str = "none"
    closed: Mapping[str, str] = field(default_factory=dict)
    past: tuple[Taken, ...] = ()  # of this measure, in order
    others: tuple[Taken, ...] = ()  # of every measure of the case
    by: UUID | None = None
    senior: bool = False
    body_area: str = ""
    paper_read: bool = False  # the measure's paper stands as somebody other than its writer read it
    deemed_on: date | None = None  # when what was served is taken to be served
    today: date | None = None  # the day on which it is recorded


def check_step(asked: Asked) -> Decision:
    """A step follows its state, answers what it asks, is open to this survivor, and passes the rules of its kind."""
    if asked.step not in asked.kind.next_steps(asked.state):
        return refuse("That step does not follow from where this stands. Look at what was recorded last.")
    for rule in (_open_to_them, _whole, _behind_gates, _read_by_another, _by_law):
        decision = rule(asked)
        if not decision.allowed:
            return decision
    own = _OWN.get((asked.kind.id, asked.step.code))
    return own(asked) if own else ALLOWED


def check_begin(kind: Kind, closed: Mapping[str, str]) -> Decision:
    """Whether this kind may be begun at all on a case with these restrictions."""
    if kind.customers_only and "non-customer" in closed:
        return refuse(
            "The policy keeps this for our customers. For others: advice, the police, and a hate-crime charity.",
            closed["non-customer"] or "3.3.1",
        )
    if kind.gated and "advice-only" in closed:
        return refuse(
            "Everything reported is personal messages online. The policy has us advise on these; we do not investigate them or act on"
            " them ourselves.",
            closed["advice-only"] or "3.1.4",
        )
    return ALLOWED


def _open_to_them(asked: Asked) -> Decision:
    return check_begin(asked.kind, asked.closed) if not asked.state else ALLOWED


def _whole(asked: Asked) -> Decision:
    if asked.kind.about and asked.about is None:
        return refuse("Say whom it is about.")
    for ask in asked.step.asks:
        said = asked.told.get(ask.name, "").strip()
        if ask.needed and not said:
            return refuse(f"Answer this first: {ask.label}", asked.kind.clause)
        if said and ask.sort == "choice" and said not in ask.choices:
            return refuse(f"Choose one of these: {ask.label}")
        if said and ask.sort == "money" and not _MONEY.fullmatch(said):
            return refuse(f"Give a sum in pounds, like 120 or 120.50: {ask.label}")
        if said and ask.sort == "day":
            decision = _check_day(asked, ask, said)
            if not decision.allowed:
                return decision
    return ALLOWED


def _check_day(asked: Asked, ask: Ask, said: str) -> Decision:
    """A day ahead does not lie before the step, and one that has been not after today."""
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return refuse(f"Give a date: {ask.label}")
    if ask.ahead and day < asked.on:
        return refuse(
            f"That day lies before {plain_day(asked.on)}, when this was done: {ask.label}. Check both."
        )
    if not ask.ahead and asked.today is not None and day > asked.today:
        return refuse(f"That day is still to come: {ask.label}. Record it once it has happened.")
    return ALLOWED


def _behind_gates(asked: Asked) -> Decision:
    """Enforcement: a report that holds up, strong evidence, and proportionality found for this very person (2.5, 3.2.5, 1.7.3)."""
    if not asked.kind.gated or (asked.state and not asked.step.deeds):
        return ALLOWED
    decision = check_whom(asked.kind, asked.affiliation, asked.group)
    if not decision.allowed:
        return decision
    if asked.validity not in ("substantiated", "partly"):
        return refuse("First establish whether the report is substantiated.", "3.2.5")
    if asked.evidence != "strong":
        return refuse("Enforcement needs strong evidence. Record what there is, and build it.", "2.5")
    weighed = [each for each in asked.others if each.kind == "proportionality" and each.about == asked.about]
    if not weighed or weighed[-1].code != "proportionate":
        return refuse(
            "First write down whether it is proportionate for this person: aim, less drastic means, disability, home, balance.",
            "1.7.3",
        )
    return ALLOWED


def check_whom(kind: Kind, affiliation: str, group: str) -> Decision:
    """Whether this kind is for somebody of this standing: enforcement is for customers, a referral of conduct for employees and
    contractors; the police deal with everybody else (2.6, 3.3.2). `group`: whom the edition counts them among."""
    if kind.id == "conduct" and group != "staff":
        return refuse("This is for somebody who works for us. Check what the case says of them.", "2.6")
    if kind.id == "contract-manager" and affiliation != "contractor":
        return refuse(
            "This is for somebody who works for a contractor of ours. Check what the case says of them.",
            "2.6",
        )
    if not kind.gated:
        return ALLOWED
    if affiliation == "unknown":
        return refuse(
            "First find out whether they are our customer: what may be done depends on it.", "3.3.2"
        )
    if group == "staff":
        return refuse("They work for us: refer their conduct to People and Learning instead.", "2.6")
    if affiliation == "contractor" and group != "customers":
        return refuse("They work for a contractor: refer it to the contract manager instead.", "2.6")
    if group == "non_customers":
        return refuse(
            "They are not our customer: the police and partners lead. Make a referral to the police instead.",
            "3.3.2",
        )
    return ALLOWED


def _read_by_another(asked: Asked) -> Decision:
    if asked.step.serves and not asked.paper_read:
        return refuse("Somebody other than its writer reads the paper first, and says so on its page.", "2.5")
    return ALLOWED


def _by_law(asked: Asked) -> Decision:
    """A power is one that the law is known to give on the day, for the tenancy."""
    chosen = asked.told.get("power", "")
    if not chosen:
        return ALLOWED
    power = law().power(chosen)
    day = day_of(asked.told, "served_on") or asked.on
    if power is None or not power.holds(day):
        return refuse(
            f"The law is not known to allow that on that day. {_instead(asked.kind.id, asked.told, day)}"
        )
    tenancy = asked.told.get("tenancy", "")
    if tenancy and tenancy not in power.tenancies:
        if tenancy == "unknown":
            return refuse("Find out first what tenancy they have: what may be served depends on it.")
        return refuse(
            f"{power.label} is not for that kind of tenancy. {_instead(asked.kind.id, asked.told, day)}"
        )
    court = day_of(asked.told, "court_from")
    day = asked.deemed_on or day
    if court is not None and court < day + timedelta(days=power.notice_days):
        first = plain_day(day + timedelta(days=power.notice_days))
        return refuse(
            f"It is taken to be served on {plain_day(day)}. For {power.label}, court is no earlier than {first}. Check the date."
        )
    return _found_by_a_court(asked, power, day)


def _instead(kind: str, told: Mapping[str, str], day: date) -> str:
    """What is known to be in force that day, for the tenancy that was told."""
    tenancy = told.get("tenancy", "")
    open_to = [
        each.label
        for each in law().powers
        if each.measure in kind and each.holds(day) and (not tenancy or tenancy in each.tenancies)
    ]
    return f"In force, as far as is known: {'; '.join(open_to) or 'nothing'}. A solicitor looks first."


def _found_by_a_court(asked: Asked, power: Power, served: date) -> Decision:
    """A mandatory ground rests on what a court found, and its notice is served within so many months of that."""
    if not power.within_months:
        return ALLOWED
    condition, found = asked.told.get("condition", ""), day_of(asked.told, "found_on")
    if not condition or found is None:
        return refuse(f"Say which court found what, and when: {power.label} rests on that.")
    months = 3 if condition == "closure" else power.within_months
    last = add_months(found, months)
    if not found <= served <= last:
        return refuse(
            f"Its notice is served within {months} months of the finding: by {plain_day(last)}. Ask a solicitor for another ground."
        )
    return ALLOWED


def _council_of_the_incident(asked: Asked) -> Decision:
    area, body = asked.told["area"].strip().casefold(), asked.body_area.strip().casefold()
    if body and area != body and not asked.told.get("area_because", "").strip():
        return refuse(
            "That body is for another area. The referral goes to the council where the incidents take place: choose that one, or say"
            " why it goes elsewhere.",
            "3.3.1",
        )
    return ALLOWED


def _whom(asked: Asked) -> Decision:
    return check_whom(asked.kind, asked.affiliation, asked.group)


def _weighed(asked: Asked) -> Decision:
    """Nobody's disability is weighed before they were asked (Equality Act 2010, sections 15, 35, 149)."""
    said = asked.told.get("disability")
    if said == "unknown":
        return refuse(
            "First ask whether a disability plays a part, or ask whoever supports them: a court will.",
            "1.7.3",
        )
    if said == "yes" and not asked.told.get("disability_words", "").strip():
        return refuse("Say what is known of the disability, and how it bears on this.", "1.7.3")
    return ALLOWED


def _lapses(asked: Asked) -> Decision:
    given, known = day_of(asked.told, "lapses_on"), lapses_on(asked.told)
    if given is not None and known is not None and given > known:
        return refuse(
            f"By the law that is kept here it lapses on {plain_day(known)}. Leave that day empty, or give an earlier one."
        )
    return ALLOWED


def _issued(asked: Asked) -> Decision:
    """A claim that begins before its notice allows, or after it lapsed, is lost."""
    served = next((each for each in reversed(asked.past) if each.code == "served"), None)
    first, last = (
        (day_of(served.told, name) for name in ("court_from", "lapses_on")) if served else (None, None)
    )
    if first is not None and asked.on < first:
        return refuse(
            f"The notice says court no earlier than {plain_day(first)}. Issue then, or serve another."
        )
    if last is not None and asked.on > last:
        return refuse(f"The notice lapsed on {plain_day(last)}. Serve another.")
    return ALLOWED


def _closed(asked: Asked) -> Decision:
    if asked.told.get("order") in ("closed", "partly") and not asked.told.get("until", "").strip():
        return refuse("Say until when it is closed: the order says so.")
    return ALLOWED


def _warning(asked: Asked) -> Decision:
    if asked.told.get("source_hidden") != _YES:
        return refuse("Check first that nothing in the letter shows who reported, and say so.", "3.5.1")
    return ALLOWED


def _arrest(asked: Asked) -> Decision:
    if asked.told.get("arrest") == _YES and not asked.told.get("arrest_because", "").strip():
        return refuse(
            "Say what calls for a power of arrest: violence, a threat of it, or a significant risk of harm."
        )
    return ALLOWED


def _served(asked: Asked) -> Decision:
    granted = [each for each in asked.past if each.code == "granted"]
    if granted and granted[-1].told.get("arrest") == _YES and not asked.told.get("police_told", "").strip():
        return refuse("The order has a power of arrest: say which police station has a copy.")
    return ALLOWED


def _after_an_order(asked: Asked) -> Decision:
    broken = {("injunction", "broken"), ("urgent-injunction", "broken"), ("undertaking", "broken")}
    if not any((each.kind, each.code) in broken and each.about == asked.about for each in asked.others):
        return refuse(
            "Committal follows a breach of an injunction or an undertaking. Record the breach there first."
        )
    return ALLOWED


def _photographed(asked: Asked) -> Decision:
    if asked.told.get("photos") != _YES and not asked.told.get("kept", "").strip():
        return refuse(
            "Add the photographs, or say where they are kept: it is evidence, and soon gone.", "2.5"
        )
    return ALLOWED


def _to_somebody_else(asked: Asked) -> Decision:
    if asked.told.get("not_about") != _YES:
        return refuse(
            "It may not go to somebody whom it is about, or who is close to them. Choose the other way, and say so.",
            "4.3",
        )
    return ALLOWED


def _tested(asked: Asked) -> Decision:
    if asked.told.get("works") != _YES:
        return refuse("It ends when everything works. Until then it stays fitted, and not tested.", "3.3.1")
    return ALLOWED


def _advised(asked: Asked) -> Decision:
    if not any(said.strip() for said in asked.told.values()):
        return refuse("Tick what you advised, or write it down.", "3.1.4")
    return ALLOWED


def _agrees(asked: Asked) -> Decision:
    if asked.told.get("agrees") != _YES:
        return refuse("Ask the person first, and say that they agree.", "3.5.1")
    return ALLOWED


def _evidence_sent(asked: Asked) -> Decision:
    gaps = [label for name, label in CONFIRMATIONS.items() if asked.told.get(name) != _YES]
    if gaps and not asked.told.get("missing", "").strip():
        return refuse(
            f"Missing: {'; '.join(gaps)}. Get it, or say why the evidence goes all the same.", "3.3.2"
        )
    return ALLOWED


def _band(asked: Asked) -> Decision:
    found = band(asked.told["band"])
    day = day_of(asked.told, "given_on") or asked.on
    if found is None or not found.holds(day):
        return refuse("That band did not exist on that day. Choose one that did.")
    return ALLOWED


def _exemption_decided(asked: Asked) -> Decision:
    """The gate `exemption`: evidence of a supporting body, or a senior manager's reason (3.4)."""
    first = next((each for each in asked.past if each.code == "requested"), None)
    if asked.by is None or (first is not None and asked.by == first.by):
        return refuse("Somebody other than whoever asked for it decides.", "3.4")
    if asked.step.code == "granted" and not _backed(asked) and not asked.senior:
        return refuse(
            "No police, social services or multi-agency group backs it yet. Record who does, or have a senior manager decide, with"
            " reasons.",
            "3.4",
        )
    return ALLOWED


def _appeal_decided(asked: Asked) -> Decision:
    before = {each.by for each in asked.past if each.code in ("asked", "requested", "granted", "refused")}
    if asked.by is None or asked.by in before:
        return refuse("An appeal is decided by somebody who neither asked for it nor decided before.", "3.4")
    if (
        asked.kind.id == "exemption"
        and asked.step.code == "appeal_granted"
        and not (_backed(asked) or asked.senior)
    ):
        return refuse(
            "No police, social services or multi-agency group backs it. A senior manager has to decide, with reasons.",
            "3.4",
        )
    return ALLOWED


def _backed(asked: Asked) -> bool:
    """By whom clause 3.4 means: the police, social services, or a multi-agency group. Anybody else's letter is another step."""
    return any(each.code == "supported" for each in asked.past)


def _decided_by_another(asked: Asked) -> Decision:
    first = next((each for each in asked.past if each.code == "asked"), None)
    if asked.by is None or (first is not None and first.by == asked.by):
        return refuse("Somebody other than whoever asked for it decides.", "3.4")
    return ALLOWED


def expected_on(asked: Asked) -> date | None:
    """The day by which the step says that something comes next. Neither the service of an order nor a breach moves a day in court
    that is still to come; an order with none ends on its day."""
    own = day_of(asked.told, asked.step.expects) if asked.step.expects else None
    if asked.step.code == "granted":
        return own or day_of(asked.told, "ends_on")
    if asked.step.code not in ("served", "broken"):
        return own
    last = next(
        (each for each in reversed(asked.past) if each.code in ("granted", "moved", "return_moved")), None
    )
    court = day_of(last.told, "return_on", "hearing_on") if last else None
    ahead = [each for each in (own, court) if each is not None and each >= asked.on]
    return min(ahead, default=own)


def _moved(asked: Asked) -> Decision:
    """Letters and visits to a new address need one."""
    if asked.told.get("address", "").strip():
        return ALLOWED
    if asked.told.get("letters") == "new":
        return refuse("Write their new address, or choose where else letters go.", "3.5.1")
    if asked.told.get("visits") == _YES:
        return refuse("Write their new address, or leave out that we may visit them there.", "3.5.1")
    return ALLOWED


_OWN: dict[tuple[str, str], Callable[[Asked], Decision]] = {
    ("homelessness", "sent"): _council_of_the_incident,
    ("staff-route", "handed"): _to_somebody_else,
    ("hardening", "tested"): _tested,
    ("removal", "photographed"): _photographed,
    ("online-advice", "advised"): _advised,
    ("independent-living", "asked"): _agrees,
    ("conduct", "referred"): _whom,
    ("contract-manager", "referred"): _whom,
    ("proportionality", "proportionate"): _weighed,
    ("possession", "served"): _lapses,
    ("possession", "issued"): _issued,
    ("closure-order", "ordered"): _closed,
    ("warning", "sent"): _warning,
    ("injunction", "applied"): _arrest,
    ("urgent-injunction", "applied"): _arrest,
    ("injunction", "served"): _served,
    ("urgent-injunction", "served"): _served,
    ("committal", "applied"): _after_an_order,
    ("banding", "applied"): _band,
    ("banding", "banded"): _band,
    ("banding", "sent"): _evidence_sent,
    ("banding", "moved"): _moved,
    ("management-move", "moved"): _moved,
    ("management-move", "approved"): _decided_by_another,
    ("management-move", "refused"): _decided_by_another,
    ("management-move", "appeal_granted"): _appeal_decided,
    ("management-move", "appeal_refused"): _appeal_decided,
    ("exemption", "granted"): _exemption_decided,
    ("exemption", "refused"): _exemption_decided,
    ("exemption", "appeal_granted"): _appeal_decided,
    ("exemption", "appeal_refused"): _appeal_decided,
}
