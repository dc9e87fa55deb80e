"""The action plan: rows of steps, and a button that adds rows without a script."""

from __future__ import annotations

from typing import Any

from upstander.cases.api import CasePage, PlanStep
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import HappenedForm, choice, read_day, words
from upstander.sites.staff.times import NoSuchTime, british_date, read_date

MOST = 20
_START = 3


class PlanForm(HappenedForm):
    """What will be done, by whom, by when; and whether the survivor agreed to it."""

    rows = words(longest=4)
    wishes = words()
    agreed = choice(
        (("yes", "Yes, agreed with them"), ("no", "Not yet: keep it as a draft")), "Say whether they agreed."
    )

    def starting(self, page: CasePage, desk: Desk) -> dict[str, Any]:
        start: dict[str, Any] = {**super().starting(page, desk)}
        waiting = [step for step in page.plan.steps if step.state == "to_do"] if page.plan else []
        start["rows"] = str(max(_START, len(waiting) + 1))
        start["wishes"] = page.plan.wishes if page.plan else ""
        for number, step in enumerate(waiting, 1):
            start[f"what_{number}"], start[f"owner_{number}"] = step.what, step.owner
            start[f"due_{number}"] = british_date(step.due_on) if step.due_on else ""
        return start

    def prepare(self) -> None:
        asked = str(self["rows"].value() or "")
        self.count = min(max(int(asked), 1), MOST) if asked.isdigit() else _START
        self._add_rows()

    def take_step(self, step: str) -> bool:
        if step != "add":
            return False
        self.count = min(self.count + 1, MOST)
        data = self.sent()
        data["rows"] = str(self.count)
        self.data = data
        self._add_rows()
        return True

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        for number in range(1, self.count + 1):
            what, owner = told.get(f"what_{number}", ""), told.get(f"owner_{number}", "")
            if what and not owner:
                self.add_error(f"owner_{number}", f"Say who does step {number}.")
            if (owner or told.get(f"due_{number}")) and not what:
                self.add_error(f"what_{number}", f"Say what step {number} is, or empty its row.")
            read_day(self, f"due_{number}")
        return told

    def steps(self) -> list[PlanStep]:
        """The rows that hold something."""
        told = self.cleaned_data
        return [
            PlanStep(told[f"what_{n}"].strip(), told[f"owner_{n}"].strip(), _day(told[f"due_{n}"]))
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


def _day(text: str) -> Any:  # Any: a date or nothing
    try:
        return read_date(text) if text else None
    except NoSuchTime:
        return None
