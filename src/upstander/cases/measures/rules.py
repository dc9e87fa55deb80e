"""May this step be taken on this measure, by this person? Pure: frozen values in, a Decision out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from upstander.cases.measures.asked import YES, Asked, last_answers
from upstander.cases.measures.court_rules import COURT_RULES
from upstander.cases.measures.dates import day_of
from upstander.cases.measures.kinds import Ask, Kind
from upstander.cases.measures.law import Power, law
from upstander.cases.measures.moving_rules import MOVING_RULES
from upstander.lib.decision import ALLOWED, Decision, refuse
from upstander.lib.languages import plain_day
from upstander.policy.api import add_months

_MONEY = re.compile(r"\d{1,7}(\.\d{2})?")


def check_step(asked: Asked) -> Decision:
    """A step follows its state, answers what it asks, is open to this survivor, and passes the rules of its kind."""
    if asked.step not in asked.kind.next_steps(asked.state, last_answers(asked.past)):
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
    if not asked.step.serves:
        return ALLOWED
    if asked.paper_read_on is None:
        return refuse("Somebody other than its writer reads the paper first, and says so on its page.", "2.5")
    if (day_of(asked.told, "served_on") or asked.on) < asked.paper_read_on:
        return refuse(
            f"A colleague read it on {plain_day(asked.paper_read_on)}, after that day: what went out then had not been read."
            " Serve it as it was read, and record that. Or check the day.",
            "2.5",
        )
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


def _warning(asked: Asked) -> Decision:
    if asked.told.get("source_hidden") != YES:
        return refuse("Check first that nothing in the letter shows who reported, and say so.", "3.5.1")
    return ALLOWED


def _photographed(asked: Asked) -> Decision:
    if asked.told.get("photos") != YES and not asked.told.get("kept", "").strip():
        return refuse(
            "Add the photographs, or say where they are kept: it is evidence, and soon gone.", "2.5"
        )
    return ALLOWED


def _to_somebody_else(asked: Asked) -> Decision:
    if asked.told.get("not_about") != YES:
        return refuse(
            "It may not go to somebody whom it is about, or who is close to them. Choose the other way, and say so.",
            "4.3",
        )
    return ALLOWED


def _tested(asked: Asked) -> Decision:
    if asked.told.get("works") != YES:
        return refuse("It ends when everything works. Until then it stays fitted, and not tested.", "3.3.1")
    return ALLOWED


def _advised(asked: Asked) -> Decision:
    if not any(said.strip() for said in asked.told.values()):
        return refuse("Tick what you advised, or write it down.", "3.1.4")
    return ALLOWED


def _agrees(asked: Asked) -> Decision:
    if asked.told.get("agrees") != YES:
        return refuse("Ask the person first, and say that they agree.", "3.5.1")
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
    ("warning", "sent"): _warning,
    **COURT_RULES,
    **MOVING_RULES,
}
