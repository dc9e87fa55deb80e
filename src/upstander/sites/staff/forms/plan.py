"""The action plan: rows of steps, and a button that adds rows without a script."""

from __future__ import annotations

from typing import Any

from upstander.cases.api import HANDED_OVER, PlanStep
from upstander.cases.queries.api import CasePage, PlanCard, StepLine
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import CaseForm, HappenedForm, choice, offer, read_day, words
from upstander.sites.staff.times import NoSuchTime, british_date, read_date

MOST = 20
DOERS = {"staff": "Us", "survivor": "They themselves", "partner": "Another body"}
_START = 3


class PlanForm(HappenedForm):
    """What will be done, by whom, by when; and whether the survivor agreed to it."""

    rows = words(longest=4)
    whose = choice(())
    wishes = words()
    review_on = words(longest=40)
    agreed = choice(
        (("yes", "Yes, agreed with them"), ("no", "Not yet: keep it as a draft")), "Say whether they agreed."
    )

    asked_for: str = ""  # whose plan the form was opened for, when not the survivor's

    @staticmethod
    def plan_of(page: CasePage, whose: str) -> PlanCard | None:
        """The plan that counts of that person."""
        return next(
            (each for each in page.other_plans if str(each.party_id) == whose), None if whose else page.plan
        )

    def starting(self, page: CasePage, desk: Desk) -> dict[str, Any]:
        start: dict[str, Any] = {**super().starting(page, desk)}
        plan = self.plan_of(page, str(self.asked_for or ""))
        waiting = [step for step in plan.steps if step.state == "to_do"] if plan else []
        self.carried = bool(waiting)
        start["rows"] = str(max(_START, len(waiting) + 1))
        start["wishes"] = plan.wishes if plan else ""
        start["whose"] = str(self.asked_for or next((p.id for p in page.parties if p.role == "survivor"), ""))
        for number, step in enumerate(waiting, 1):
            start[f"what_{number}"], start[f"owner_{number}"] = step.what, step.owner
            start[f"doer_{number}"] = step.doer
            start[f"due_{number}"] = british_date(step.due_on) if step.due_on else ""
        return start

    def prepare(self) -> None:
        people = [p for p in self.page.parties if p.role in ("survivor", "witness", "household", "supporter")]
        offer(self, "whose", [(str(p.id), p.name) for p in people])
        whose = str(self["whose"].value() or "")
        self.person = next((p for p in people if str(p.id) == whose), None)
        self.others = [p for p in people if p is not self.person]
        asked = str(self["rows"].value() or "")
        self.count = min(max(int(asked), 1), MOST) if asked.isdigit() else _START
        self._add_rows()

    def take_step(self, step: str) -> bool:
        if step not in ("add", "carry"):
            return False
        data = self.sent()
        if step == "add":
            self.count = min(self.count + 1, MOST)
        for each in self.left_out if step == "carry" else []:
            free = next((n for n in range(1, MOST + 1) if not str(data.get(f"what_{n}", "")).strip()), None)
            if free is None:
                break
            self.count = max(self.count, free)
            data[f"what_{free}"], data[f"owner_{free}"], data[f"doer_{free}"] = (
                each.what,
                each.owner,
                each.doer,
            )
            data[f"due_{free}"] = british_date(each.due_on) if each.due_on else ""
        data["rows"] = str(self.count)
        self.data = data
        self._add_rows()
        return True

    @property
    def left_out(self) -> list[StepLine]:
        """What the present plan still has to do and what was typed does not hold: somebody else agreed it meanwhile."""
        of_survivor = self.person is None or self.person.role == "survivor"
        plan = self.plan_of(self.page, "" if of_survivor else str(self.person.id if self.person else ""))
        typed = {str(self[f"what_{n}"].value() or "").strip() for n in self.numbers}
        steps = plan.steps if plan else ()
        return [each for each in steps if each.state == "to_do" and each.what not in typed]

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        for number in range(1, self.count + 1):
            what, owner = told.get(f"what_{number}", ""), told.get(f"owner_{number}", "")
            if what and not owner:
                self.add_error(f"owner_{number}", f"Say who does step {number}.")
            if (owner or told.get(f"due_{number}")) and not what:
                self.add_error(f"what_{number}", f"Say what step {number} is, or empty its row.")
            read_day(self, f"due_{number}")
        told["review"] = read_day(self, "review_on")
        return told

    def steps(self) -> list[PlanStep]:
        """The rows that hold something."""
        told = self.cleaned_data
        return [
            PlanStep(
                told[f"what_{n}"].strip(),
                told[f"owner_{n}"].strip(),
                _day(told[f"due_{n}"]),
                told[f"doer_{n}"] or "staff",
            )
            for n in range(1, self.count + 1)
            if told[f"what_{n}"].strip()
        ]

    @property
    def numbers(self) -> range:
        """Row numbers, from one."""
        return range(1, self.count + 1)

    @property
    def full(self) -> bool:
        """True when no row can be added."""
        return self.count >= MOST

    def _add_rows(self) -> None:
        for number in self.numbers:
            self.fields.setdefault(f"what_{number}", words(longest=2000))
            self.fields.setdefault(f"owner_{number}", words(longest=200))
            self.fields.setdefault(f"due_{number}", words(longest=40))
            self.fields.setdefault(f"doer_{number}", choice(DOERS.items()))


class PlanGivenForm(CaseForm):
    """How they got their copy."""

    way = choice(HANDED_OVER.items(), "Say how they got it.")
    read = choice(
        (
            ("yes", "Yes: they read or heard it, and it is right"),
            ("no", "Not yet: I ask at the next contact"),
        ),
        "Say whether they have read it.",
    )


class StepForm(CaseForm):
    """How one step of the plan ended, and what takes its place."""

    ended = choice(
        (("done", "It is done"), ("not_done", "It will not be done"), ("changed", "It is changed")),
        "Say how it ended.",
    )
    reason = words()
    what = words(longest=2000)
    owner = words(longest=200)
    doer = choice(DOERS.items())
    due = words(longest=40)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        told["due_on"] = read_day(self, "due")
        return told

    def instead(self) -> PlanStep | None:
        """What takes its place, when it is changed."""
        t = self.cleaned_data
        if t["ended"] != "changed":
            return None
        return PlanStep(t["what"].strip(), t["owner"].strip(), t["due_on"], t["doer"] or "staff")

    def refused_at(self) -> str | None:
        return "reason" if not self.cleaned_data.get("reason", "").strip() else "what"


def _day(text: str) -> Any:  # Any: a date or nothing
    try:
        return read_date(text) if text else None
    except NoSuchTime:
        return None
