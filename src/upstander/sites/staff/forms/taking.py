"""What a member of staff writes down while somebody tells them: one page, nothing needed but what happened (clause 3.2.1)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import validate_email
from django.http import QueryDict

from upstander.cases.api import current_edition
from upstander.lib.days import london_day
from upstander.lib.phones import can_be_dialled
from upstander.partners.api import agencies
from upstander.people.api import HomeCard, PersonCard, person_cards
from upstander.policy.api import Deed, DutyRule, Edition
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.directory import find_people_and_homes
from upstander.sites.staff.forms.base import StaffForm, choice, offer, several, tick, words
from upstander.sites.staff.forms.people import CONTACT_NEEDS
from upstander.sites.staff.quick_codes import code_book, read_codes
from upstander.sites.staff.times import LONDON, NoSuchTime, read_date
from upstander.sites.staff.words import AFFILIATIONS, DAY_PARTS, WAYS

# Each page, and the channels that are written down on it; the first is meant when nothing is said.
CHANNELS = {"phone": ("phone",), "visit": ("in_person", "office"), "letter": ("letter",)}
# The person it happened to can agree to a referral; these bodies take one (clause 3.2.6).
REFERRED_TO = ("police", "reporting_centre", "support")
DANGER = (("no", "No, safe for now"), ("yes", "Yes, in danger now"), ("unsure", "Not sure: counts as yes"))
PLACES = (
    ("home", "At or in their home"),
    ("shared", "In a shared area of ours"),
    ("nearby", "In the street or nearby"),
    ("work", "At work, school or college"),
    ("online", "Online, or by phone or message"),
    ("elsewhere", "Somewhere else"),
)
WHO = (
    ("customer", "A neighbour, or somebody else in a home of ours"),
    ("public", "Somebody else they know, or know by sight"),
    ("stranger", "Somebody they do not know"),
    ("employee", "Somebody who works for us"),
    ("contractor", "A contractor of ours"),
)
ROLES = (
    ("survivor", "It happened to them"),
    ("household", "It happened to somebody they live with"),
    ("witness", "They saw or heard it"),
    ("third_party", "They tell us for somebody else"),
    ("professional", "They help that person in their work"),
)
THIRD_PARTIES = ("witness", "third_party", "professional")
CARE = (
    ("shared", "Others can see their phone, email or post"),
    ("not_home", "Do not come or write to their home"),
    ("say_who", "It is all right to say that we are calling"),
)
HELP = (
    ("women", "Only women among the staff they deal with"),
    ("support", "Support because of age, health or a disability"),
    ("move", "Advice about moving home"),
)
YOUNG = (("under_16", "Under 16"), ("16_17", "16 or 17"))
YES_NO = (("yes", "Yes"), ("no", "No"))
LONGEST_TOLD = 20_000
_OPENS_AT = time(9)  # a letter came with that day's post: the clock that is kindest to whoever wrote it
_OLDEST = timedelta(days=730)


class TakenForm(StaffForm):
    """Every channel that staff type on. A page shows the fields that its channel needs; what is not there stays empty."""

    draft = forms.UUIDField(
        error_messages={"required": "Open this page again.", "invalid": "Open this page again."}
    )
    channel = choice(())
    danger = choice(DANGER)
    what = words(longest=LONGEST_TOLD)
    codes = words(longest=200)
    kinds = several(())
    why = several(())
    when = words(longest=60)
    places = several(PLACES)
    place = words(longest=300)
    crime = choice((*YES_NO, ("unknown", "Not clear")))
    reporter = choice(ROLES)
    age = choice(YOUNG)
    them_age = choice(YOUNG)
    caller_name = words(longest=200)
    caller_work = words(longest=200)
    find = words(longest=120)
    person = words(longest=40)
    name = words(longest=200)
    address = words(longest=500)
    tie = choice(AFFILIATIONS.items())
    colleague = choice((("me", "Yes, to me"), ("colleague", "Yes, to a colleague"), ("no", "No")))
    knows = choice((*YES_NO, ("unsure", "Not sure")))
    safe_for_them = words(longest=500)
    who = choice(WHO)
    who_name = words(longest=200)
    who_words = words(longest=1000)
    ways = several(
        [(way, label) for way, label in WAYS.items() if way != "visit"] + [("none", "Do not contact them")]
    )
    phone = words(longest=40)
    email = words(longest=200)
    post = words(longest=500)
    times = several(DAY_PARTS.items())
    voicemail = tick()
    care = several(CARE)
    codeword = words(longest=60)
    trusted = words(longest=300)
    contact_words = words(longest=1000)
    tonight = choice((*YES_NO, ("unsure", "Not sure")))
    help = several(HELP)
    language = words(longest=60)
    formats = several(CONTACT_NEEDS)
    agree = several(())
    refuse_telling = several(())
    consent_words = words(longest=500)
    advised = several(())
    words_wanted = tick()
    received_on = words(longest=40)

    found: tuple[PersonCard, ...] = ()
    homes: tuple[HomeCard, ...] = ()

    def __init__(
        self,
        data: QueryDict | dict[str, Any] | None,
        *,
        slug: str,
        desk: Desk,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={"reporter": "survivor", **(initial or {})})
        self.slug = slug
        self.desk = desk
        self.policy: Edition = current_edition(desk.now)
        kinds, strands = (
            [each.id for each in self.policy.behaviours],
            [each.id for each in self.policy.strands],
        )
        book = code_book([*kinds, *strands])  # one box takes both: no code stands for two things
        self.behaviour_codes = {each: book[each] for each in kinds}
        self.strand_codes = {each: book[each] for each in strands}
        offer(
            self,
            "channel",
            [(each.id, each.label) for each in self.policy.channels if each.id in CHANNELS[slug]],
        )
        offer(self, "kinds", [(each.id, each.label) for each in self.policy.behaviours])
        offer(self, "why", [(each.id, each.label) for each in self.policy.strands])
        self.bodies = [each for each in agencies(desk.viewer, now=desk.now) if each.kind in REFERRED_TO]
        listed = [(str(each.id), each.called) for each in self.bodies]
        offer(self, "agree", listed)
        offer(self, "refuse_telling", listed)
        offer(self, "advised", [(each.id, each.do[:1].upper() + each.do[1:]) for each in self.advice])

    @property
    def advice(self) -> list[DutyRule]:
        """Duties of whoever takes reports that talking answers: advice, and no more."""
        return [
            each
            for each in self.policy.duties
            if each.in_talk
            and not each.discloses
            and each.team == "customer_access"
            and set(each.answered_by) <= {Deed.ADVICE}
        ]

    def look(self) -> None:
        """Search the directory for what stands in the box."""
        self.found, self.homes = find_people_and_homes(self.desk, str(self["find"].value() or ""))

    def chosen(self, name: str = "person") -> PersonCard | None:
        """Whom the form points at, saved or not."""
        try:
            wanted = UUID(str(self[name].value() or ""))
        except ValueError:
            return None
        return person_cards(self.desk.viewer, [wanted]).get(wanted)

    # What was typed ------------------------------------------------------------------------------------------------

    def clean_person(self) -> PersonCard | None:
        """The directory's entry that was picked."""
        return self.chosen() if self.cleaned_data["person"] else None

    def clean_phone(self) -> str:
        typed: str = self.cleaned_data["phone"].strip()
        if typed and not can_be_dialled(typed):
            raise forms.ValidationError(
                "Check the number: it should be like 07700 900 100, or start with + and the country."
            )
        return typed

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"].strip()
        if typed:
            try:
                validate_email(typed)
            except forms.ValidationError:
                raise forms.ValidationError(
                    "Check the address: it should be like name@example.com."
                ) from None
        return typed

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if not told.get("what", "").strip():
            self.add_error("what", "Write what happened, in as few words as they used.")
        self._read_codes(told)
        self._read_when(told)
        self._check_contact(told)
        self._check_sharing(told)
        told["received"] = self._received(told)
        return told

    def _read_codes(self, told: dict[str, Any]) -> None:
        found, strange = read_codes(told.get("codes", ""), {**self.behaviour_codes, **self.strand_codes})
        if strange:
            self.add_error("codes", f"No such code: {', '.join(strange)}. Each stands beside its box below.")
        told["kinds"] = list(
            dict.fromkeys([*told.get("kinds", []), *(e for e in found if e in self.behaviour_codes)])
        )
        told["why"] = list(
            dict.fromkeys([*told.get("why", []), *(e for e in found if e in self.strand_codes)])
        )

    def _read_when(self, told: dict[str, Any]) -> None:
        """A day where it is one; words otherwise, which are kept as they are."""
        text = told.get("when", "").strip()
        today = london_day(self.desk.now)
        told["day"] = {"today": today, "yesterday": today - timedelta(days=1)}.get(text.lower())
        if told["day"] is None and text:
            try:
                day = read_date(text)
            except NoSuchTime:
                return
            told["day"] = day if day <= today else None
            if day > today:
                self.add_error("when", "That day is still to come. Check it, or write it in words.")

    def _check_contact(self, told: dict[str, Any]) -> None:
        ways = set(told.get("ways", ()))
        if "none" in ways and len(ways) > 1:
            self.add_error(
                "ways", "Ways are ticked, and also that we must not contact them. Untick one or the other."
            )
            return
        for wanted, field, missing in (
            ({"phone", "text"}, "phone", "Write the number that they say is safe."),
            ({"email"}, "email", "Write the address that they say is safe."),
        ):
            if wanted & ways and not told.get(field) and field not in self.errors:
                self.add_error(field, missing)
            if told.get(field) and not wanted & ways and "ways" not in self.errors:
                self.add_error(
                    "ways",
                    "Ask whether it is safe to use the number or address you wrote, and tick how. If not, take it out.",
                )
        if "post" in ways and not told.get("post") and not told.get("address") and told.get("person") is None:
            self.add_error("post", "Write the address where letters are safe.")

    def _check_sharing(self, told: dict[str, Any]) -> None:
        agree, no = set(told.get("agree", ())), set(told.get("refuse_telling", ()))
        if agree & no:
            self.add_error("agree", "The same body is ticked under yes and under no. Which did they say?")
        if (agree or no) and told.get("reporter") not in ("", "survivor"):
            self.add_error(
                "agree",
                "Only the person it happened to can agree to this. Untick it; whoever works on the case asks them.",
            )
        if agree and told.get("age") == "under_16" and not told.get("consent_words", "").strip():
            self.add_error(
                "consent_words", "They are under 16: write what they understood of it, in a few words."
            )

    def _received(self, told: dict[str, Any]) -> datetime:
        """When the landlord was told: now, or the day on which a letter came."""
        text = told.get("received_on", "").strip()
        if self.slug != "letter":
            return self.desk.now
        if not text:
            self.add_error("received_on", "Give the day on which the letter came. Our times run from then.")
            return self.desk.now
        try:
            day: date = read_date(text)
        except NoSuchTime as said:
            self.add_error("received_on", str(said))
            return self.desk.now
        today = london_day(self.desk.now)
        if not today - _OLDEST <= day <= today:
            self.add_error("received_on", "Check the day: it is still to come, or more than two years ago.")
        return min(datetime.combine(day, _OPENS_AT, LONDON).astimezone(UTC), self.desk.now)
