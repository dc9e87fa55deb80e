"""What a body may send and what it is answered, field by field. The same fields make the columns of a file."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import Annotated, Literal

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from ninja import Schema
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from upstander.intake.api import ContactFromPartner, PersonTold, TellingOfPartner
from upstander.lib.phones import read_number

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _plain(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("Leave out control characters.")
    return text.strip()


def _said(text: str) -> str:
    if not text:
        raise ValueError("Say what happened, in as few words as you like.")
    return text


def _phone(text: str) -> str:
    if text:
        number = read_number(text)
        if number is None or not phonenumbers.is_possible_number(number):
            raise ValueError("Give a telephone number, like 07700 900123 or +44 7700 900123.")
    return text


def _email(text: str) -> str:
    if text:
        try:
            validate_email(text)
        except ValidationError:
            raise ValueError("Give an email address, like name@example.org.") from None
    return text


Line = Annotated[str, Field(max_length=200), AfterValidator(_plain)]
Lines = Annotated[str, Field(max_length=2_000), AfterValidator(_plain)]
Narrative = Annotated[
    str,
    Field(max_length=20_000, description="What happened, in the person's own words where you have them."),
    AfterValidator(_plain),
    AfterValidator(_said),
]
Phone = Annotated[str, Field(max_length=40), AfterValidator(_plain), AfterValidator(_phone)]
Email = Annotated[str, Field(max_length=254), AfterValidator(_plain), AfterValidator(_email)]
Way = Literal["phone", "text", "email", "post"]
Tie = Literal["customer", "household_member", "employee", "contractor", "public", "unknown"]
Codes = Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=20)]


class Strict(BaseModel):
    """A misspelt field is an error that names it: what was meant by it must not be lost in silence."""

    model_config = ConfigDict(extra="forbid")


class Worker(Strict):
    """Who of yours passes this on."""

    name: Line = ""
    email: Email = ""
    phone: Phone = ""


class Survivor(Strict):
    """The person it happened to. All of it may be left out."""

    name: Line = ""
    address: Lines = ""
    tie: Tie = Field("unknown", description="What they are to the landlord.")
    age: Literal["under_16", "16_17", "adult", "unknown"] = Field(
        "unknown", description="Under 18, we raise it as a concern about a child and ask them alone."
    )
    phone: Phone = ""
    email: Email = ""
    safe_ways: Annotated[list[Way], Field(max_length=4)] = Field(
        default_factory=list, description="Only what they themselves called safe. Nothing else is used."
    )
    shared_device: bool = Field(False, description="Others see what arrives on their phone or email.")
    not_at_home: bool = Field(False, description="They must not be visited at home.")
    contact_note: Lines = ""
    knows: Literal["yes", "no", "not_known"] = Field(
        "not_known", description="Whether they know that you pass this on."
    )


class Perpetrator(Strict):
    """Who is said to be responsible."""

    name: Line = ""
    details: Lines = ""
    tie: Tie = "unknown"
    known: bool = Field(False, description="It is known who it is.")


class ReportIn(Strict):
    """A report. Only `what_happened` is needed."""

    what_happened: Narrative
    danger: bool = Field(
        False, description="Somebody is in danger now. Ring 999 as well: this does not call the police."
    )
    reporter: Literal["professional", "third_party", "witness"] = "professional"
    your_reference: Line = ""
    worker: Worker = Field(default_factory=lambda: Worker())
    survivor: Survivor = Field(default_factory=lambda: Survivor.model_validate({}))
    perpetrator: Perpetrator | None = None
    incident_on: date | None = Field(None, description="Day of the latest incident.")
    where: Lines = ""
    at_home: bool = False
    behaviours: Codes = Field(default_factory=list, description="Codes of the landlord's policy.")
    motivations: Codes = Field(default_factory=list, description="Codes of the landlord's policy.")
    crime_likely: bool | None = None
    safeguarding: Annotated[list[Literal["adult", "child"]], Field(max_length=2)] = Field(
        default_factory=list
    )
    cannot_stay_tonight: bool = False
    communication_need: bool = Field(False, description="An interpreter or another format is needed.")


class Received(Schema):
    """That we have it. It is all that is ever answered about a report."""

    reference: str
    received_at: datetime
    status: Literal["received"] = "received"


class FilesReceived(Schema):
    """How many of the files were new to us."""

    reference: str
    new_files: int


class Fault(Schema):
    """One thing to put right."""

    field: str
    message: str


class Problem(Schema):
    """An error, as in RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    errors: list[Fault] = Field(default_factory=list)


def telling_of(report: ReportIn, agency: str) -> TellingOfPartner:
    """The report as the intake room takes it."""
    who, them, worker = report.survivor, report.perpetrator, report.worker
    return TellingOfPartner(
        agency=agency,
        their_reference=report.your_reference,
        narrative=report.what_happened,
        reporter=report.reporter,
        worker=worker.name,
        worker_contact=ContactFromPartner(worker.phone, worker.email),
        danger=report.danger,
        survivor_knows=who.knows,
        incident_on=report.incident_on,
        where=report.where,
        at_home=report.at_home,
        behaviours=tuple(report.behaviours),
        motivations=tuple(report.motivations),
        crime_likely=report.crime_likely,
        safeguarding=tuple(report.safeguarding),
        cannot_stay_tonight=report.cannot_stay_tonight,
        communication_need=report.communication_need,
        survivor=PersonTold(
            name=who.name, address=who.address, affiliation=who.tie,
            age=who.age if who.age in ("under_16", "16_17") else "",
        ),
        survivor_contact=ContactFromPartner(
            who.phone, who.email, who.address if "post" in who.safe_ways else "", tuple(who.safe_ways),
            who.shared_device, who.not_at_home, who.contact_note,
        ),
        perpetrator=PersonTold(name=them.name, address=them.details, affiliation=them.tie) if them else None,
        perpetrator_known=bool(them and (them.known or them.name)),
    )  # fmt: skip


def same_words(report: ReportIn) -> bytes:
    """Equal for equal reports, however their JSON was laid out."""
    told = report.model_dump(mode="json")
    if (
        told["survivor"]["age"] == "unknown"
    ):  # a key that was used before this field was there must stay the same report
        del told["survivor"]["age"]
    return json.dumps(told, sort_keys=True).encode()
