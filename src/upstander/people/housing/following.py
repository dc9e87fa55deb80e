"""One run over the housing system's files: homes, then people, then who lives where, then who left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TextIO
from uuid import UUID, uuid4

from upstander.confidentiality.api import Permission, Viewer, acting, viewing
from upstander.lib.batches import batches
from upstander.lib.days import london_day
from upstander.people.housing.columns import HOMES, PEOPLE, TENANCIES, Layout, Row
from upstander.people.housing.reading import Unreadable, read_lines
from upstander.people.housing.rows import Finding, PersonTold, Taken, TenancyTold
from upstander.people.housing.taking import (
    BATCH,
    Lines,
    follow_merges,
    take_homes,
    take_people,
    take_tenancies,
    try_merges,
)
from upstander.people.models import HousingImport, Person, Residence

_KEPT_FINDINGS = 500  # more than a person reads; the rest is counted
Say = Callable[[str, int], None]  # file, lines so far


@dataclass(frozen=True, slots=True)
class HousingRun:
    """What a run did. `findings` are the first ones; `findings_in_all` counts every one."""

    id: UUID
    started_at: datetime
    ended_at: datetime | None
    trial: bool
    counts: dict[str, dict[str, int]]
    departures: int
    findings: tuple[Finding, ...]
    findings_in_all: int
    refused: str


def follow_housing_system(
    *,
    files: Mapping[str, TextIO],
    by: Viewer,
    now: datetime,
    trial: bool = False,
    only_running: bool = False,
    most_departures: float = 0.05,
    say: Say = lambda file, lines: None,
) -> HousingRun:
    """Take the files that are given, by the names in `columns.py`, and keep a record of the run. A trial changes nothing.

    `only_running`: tenancies.csv lists every tenancy that runs, so one that is missing ended. When that would end more than
    `most_departures` of all (a share), none is ended and the record says so: a file that was cut off must not empty the directory.
    """
    with acting(by, now, "people.housing_begins"):
        record = HousingImport.objects.create(id=uuid4(), started_at=now, trial=trial)
    run = _Run(by, now, record, say)
    try:
        for layout, take in ((HOMES, run.homes), (PEOPLE, run.people), (TENANCIES, run.tenancies)):
            if layout.file in files:
                take(files[layout.file])
        if only_running and TENANCIES.file in files:
            run.end_missing(most_departures)
    except Unreadable as unreadable:
        record.refused = str(unreadable)
    with acting(by, now, "people.housing_ends") as act:
        record.ended_at = now
        record.counts = {
            file: {"added": t.added, "changed": t.changed, "same": t.same, "left_out": t.left_out}
            for file, t in run.taken.items()
        }
        found = [each for taken in run.taken.values() for each in taken.findings]
        record.findings_in_all = len(found)
        record.findings = [[f.file, f.line, f.column, f.says, f.left_out] for f in found[:_KEPT_FINDINGS]]
        record.save()
        act.detail.update(trial=trial, findings=len(found), refused=bool(record.refused))
    return shown_run(record)


def housing_runs(viewer: Viewer, *, limit: int = 20) -> list[HousingRun]:
    """The last runs, newest first, for whoever keeps accounts and set-up. Raises Refused."""
    viewer.check(Permission.STAFF_ADMINISTER).enforce()
    with viewing(viewer):
        return [shown_run(each) for each in HousingImport.objects.order_by("-started_at")[:limit]]


class _Run:
    """The state of one run."""

    def __init__(self, by: Viewer, now: datetime, record: HousingImport, say: Say) -> None:
        self.by, self.now, self.record, self.say = by, now, record, say
        self.write = not record.trial
        self.taken: dict[str, Taken] = {}
        self.coming: tuple[set[str], set[str]] = (set(), set())
        self.running: set[int] = set()

    def homes(self, source: TextIO) -> None:
        for batch in self._batches(source, HOMES):
            if not self.write:
                self.coming[0].update(told.uprn for _, told in batch)
            self._add(HOMES.file, take_homes(batch, by=self.by, now=self.now, write=self.write))

    def people(self, source: TextIO) -> None:
        merges: list[tuple[int, PersonTold]] = []
        with viewing(self.by):
            merged = Person.objects.filter(merged_into__isnull=False).values_list("external_ref", flat=True)
            before = set(merged)
        for batch in self._batches(source, PEOPLE):
            if not self.write:
                self.coming[1].update(told.external_ref for _, told in batch)
            self._add(PEOPLE.file, take_people(batch, by=self.by, now=self.now, write=self.write))
            merges += [(line, told) for line, told in batch if told.same_as or told.external_ref in before]
        if self.write:
            found = follow_merges(merges, by=self.by, now=self.now)
            self._add(PEOPLE.file, Taken(findings=found.findings))
        else:
            findings = try_merges(merges, coming=self.coming[1], by=self.by)
            self._add(PEOPLE.file, Taken(findings=findings))

    def tenancies(self, source: TextIO) -> None:
        for batch in self._batches(source, TENANCIES):
            self.running |= {_key(t.external_ref, t.uprn, t.started_on) for _, t in batch if _runs(t)}
            taken = take_tenancies(batch, by=self.by, now=self.now, write=self.write, coming=self.coming)
            self._add(TENANCIES.file, taken)

    def end_missing(self, most: float) -> None:
        """End what still runs here and stands in the file no more."""
        with acting(self.by, self.now, "people.end_missing") as act:
            running = Residence.objects.filter(ended_on=None)
            rows = running.values_list("id", "person__external_ref", "home__uprn", "started_on")
            gone = [row[0] for row in rows.iterator() if _key(*row[1:]) not in self.running]
            if len(gone) > most * running.count() and len(gone) > 10:
                says = (
                    f"would end {len(gone):,} tenancies, more than {most:.0%} of all: nothing was ended. "
                    "Check that the file is whole; if it is, allow more"
                )
                self._add(TENANCIES.file, Taken(findings=[Finding(TENANCIES.file, 0, "", says, False)]))
                return
            if self.write:
                Residence.objects.filter(id__in=gone).update(ended_on=london_day(self.now))
            self.record.departures = act.detail["ended"] = len(gone)

    def _batches(self, source: TextIO, layout: Layout[Row]) -> Iterator[Lines[Row]]:
        findings: list[Finding] = []
        good = _without_findings(read_lines(source, layout), findings)
        done = 0
        for batch in batches(good, BATCH):
            done = batch[-1][0]
            yield batch
            self.say(layout.file, done)
        self._add(layout.file, Taken(findings=findings))

    def _add(self, file: str, more: Taken) -> None:
        taken = self.taken.setdefault(file, Taken())
        taken.added += more.added
        taken.changed += more.changed
        taken.same += more.same
        taken.findings += more.findings


def _without_findings(
    lines: Iterator[tuple[int, Row] | Finding], findings: list[Finding]
) -> Iterator[tuple[int, Row]]:
    for each in lines:
        if isinstance(each, Finding):
            findings.append(each)
        else:
            yield each


def _runs(told: TenancyTold) -> bool:
    return told.ended_on is None


def _key(reference: str, uprn: str, started_on: date) -> int:
    return hash((reference, uprn, started_on))


def shown_run(record: HousingImport) -> HousingRun:
    """A record of a run as it is read."""
    return HousingRun(
        record.id,
        record.started_at,
        record.ended_at,
        record.trial,
        record.counts,
        record.departures,
        tuple(Finding(*each) for each in record.findings),
        record.findings_in_all,
        record.refused,
    )
