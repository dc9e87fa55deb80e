"""What is asked about groups, meetings and actions. Checks the shape; the rules are asked by the actions."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from upstander.cases.joint.api import (
    CAME,
    EVERY,
    SORTS,
    WEEKDAYS,
    WEEKS,
    ActionTold,
    GroupPage,
    GroupTold,
    MeetingPage,
)
from upstander.confidentiality.api import StaffCard
from upstander.partners.api import AgencyCard
from upstander.sites.staff.forms.base import (
    MarkedForm,
    StaffForm,
    choice,
    offer,
    read_day,
    several,
    tick,
    words,
)
from upstander.sites.staff.times import (
    LONDON,
    HappenedTwice,
    NoSuchTime,
    british_date,
    london_moment,
    read_date,
    read_time,
    typed_date,
)


class GroupForm(StaffForm):
    """A group and its schedule."""

    name = words("Give the group's name.", longest=120)
    area = words(longest=120)
    place = words(longest=200)
    every = choice(EVERY.items(), "Say how often it meets.")
    week = choice(WEEKS.items())
    weekday = choice(WEEKDAYS.items())
    at = words("Give the time at which it meets.", longest=20)
    first_on = words("Give the day from which this holds.", longest=40)
    version = forms.IntegerField(required=False)

    @staticmethod
    def start(page: GroupPage | None, today: str) -> dict[str, Any]:
        """What the fields start from. Any: values of several kinds."""
        if page is None:
            return {"every": "monthly", "week": "1", "weekday": "0", "at": "10:00", "first_on": today}
        told = page.told
        return {
            "name": told.name,
            "area": told.area,
            "place": told.place,
            "every": told.every,
            "week": str(told.week),
            "weekday": str(told.weekday),
            "at": f"{told.at:%H:%M}",
            "first_on": british_date(told.first_on),
            "version": page.version,
        }

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        told["day"] = read_day(self, "first_on")
        if told.get("at"):
            try:
                told["clock"] = read_time(told["at"])
            except NoSuchTime as said:
                self.add_error("at", str(said))
        return told

    def told(self) -> GroupTold:
        """The frozen value for the action."""
        t = self.cleaned_data
        return GroupTold(
            t["name"],
            t["every"],
            int(t["weekday"] or 0),
            t["clock"],
            t["day"],
            int(t["week"] or 1),
            t["area"],
            t["place"],
        )


class MembersForm(MarkedForm):
    """Which bodies belong to a group."""

    members = several(())

    def __init__(self, data: QueryDict | None = None, *, bodies: list[AgencyCard], **given: Any) -> None:
        super().__init__(data, **given)
        offer(self, "members", [(str(each.id), each.called) for each in bodies])


class TimeForm(StaffForm):
    """A day and a time ahead, in London, and where."""

    on = words("Give the day.", longest=40)
    at = words("Give the time.", longest=20)
    place = words(longest=200)
    version = forms.IntegerField(required=False)

    @staticmethod
    def start(page: MeetingPage) -> dict[str, Any]:
        """The meeting as it stands."""
        local = page.line.at.astimezone(LONDON)
        return {
            "on": typed_date(page.line.at),
            "at": f"{local:%H:%M}",
            "place": page.line.place,
            "version": page.version,
        }

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("on") and told.get("at"):
            try:
                told["moment"] = _moment(told["on"], told["at"])
            except NoSuchTime as said:
                self.add_error("on", str(said))
        return told


def _moment(on: str, at: str) -> datetime:
    day, clock = read_date(on), read_time(at)
    try:
        return london_moment(day, clock, None)
    except HappenedTwice:
        return london_moment(
            day, clock, 0
        )  # a meeting in the small hours of that night is not worth a question


class StrategicForm(StaffForm):
    """Something about no case."""

    sort = choice(SORTS.items(), "Say what it is.")
    neighbourhood = words(longest=60)
    words = words("Say what it is about.", longest=4_000)


class PackForm(StaffForm):
    """How a body gets its pack."""

    way = choice((("page", ""), ("by_hand", "")), "Say how they get it.")
    to_whom = words(longest=200)


class CameForm(StaffForm):
    """Somebody at a meeting."""

    who = words("Choose who it is.", longest=80)
    name = words(longest=120)
    came = choice(CAME.items(), "Say whether they came.")
    promised = tick()

    def whose(self) -> dict[str, UUID | None]:
        """Whom the action is told: `staff:`, `person:body:` or `body:` with ids."""
        sort, _, rest = self.cleaned_data["who"].partition(":")
        ids = rest.split(":")
        try:
            found = [UUID(each) for each in ids]
        except ValueError:
            return {}
        if sort == "staff":
            return {"staff_id": found[0]}
        if sort == "person" and len(found) == 2:
            return {"person_id": found[0], "agency_id": found[1]}
        return {"agency_id": found[0]} if sort == "body" else {}


class HeldForm(StaffForm):
    """What was said about no case."""

    notes = words()
    version = forms.IntegerField(required=False)


class ActionsMixin(StaffForm):
    """Up to three actions at a time: what, who, by when."""

    ROWS = (1, 2, 3)

    what_1 = words(longest=500)
    who_1 = words(longest=80)
    due_1 = words(longest=40)
    what_2 = words(longest=500)
    who_2 = words(longest=80)
    due_2 = words(longest=40)
    what_3 = words(longest=500)
    who_3 = words(longest=80)
    due_3 = words(longest=40)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        told["actions"] = []
        for row in self.ROWS:
            what = told.get(f"what_{row}", "").strip()
            if not what:
                continue
            day = read_day(self, f"due_{row}")
            sort, _, id = told.get(f"who_{row}", "").partition(":")
            if day is None and f"due_{row}" not in self.errors:
                self.add_error(f"due_{row}", "Give the day by which it is done.")
            if sort not in ("staff", "body"):
                self.add_error(f"who_{row}", "Say who does it.")
            elif day is not None:
                try:
                    owner = UUID(id)
                except ValueError:
                    self.add_error(f"who_{row}", "Say who does it.")
                    continue
                told["actions"].append(
                    ActionTold(
                        what, day, **({"staff_id": owner} if sort == "staff" else {"agency_id": owner})
                    )
                )
        return told


class DecidedForm(ActionsMixin):
    """What was decided about something that is about no case."""

    mark = forms.CharField(required=False, max_length=32)
    decision = words("Write down what was decided.", longest=4_000)


class SettleForm(StaffForm):
    """An action about no case is done, or is not."""

    state = choice((("done", "It is done"), ("not_done", "It is not done")), "Say which.")
    answer = words("Say what was done, or why not.", longest=2_000)


def owners(page: MeetingPage, staff: list[StaffCard]) -> list[tuple[str, str]]:
    """Who may undertake something: the bodies at the table, and us."""
    return [
        ("", "Choose"),
        *((f"body:{each.agency_id}", each.name) for each in page.members),
        *((f"staff:{each.id}", f"{each.name} (us)") for each in staff),
    ]


def comers(
    page: MeetingPage, people: dict[UUID, list[tuple[UUID, str]]], staff: list[StaffCard]
) -> list[tuple[str, str]]:
    """Who may be at a meeting."""
    found = [("", "Choose")]
    for each in page.members:
        found += [
            (f"person:{person_id}:{each.agency_id}", f"{name} ({each.name})")
            for person_id, name in people.get(each.agency_id, [])
        ]
        found.append((f"body:{each.agency_id}", f"Somebody else of {each.name}: give the name"))
    return [*found, *((f"staff:{each.id}", f"{each.name} (us)") for each in staff)]
