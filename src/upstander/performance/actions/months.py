"""Counting a month and freezing it: facts stored as they were known, figures made of them, and neither changed afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from upstander.cases.api import current_edition
from upstander.cases.queries.api import (
    Happened,
    Span,
    first_received,
    happened,
    kept_by_clause,
    reports_of_cases,
)
from upstander.confidentiality.api import Viewer, acting, insert_rows, vault
from upstander.governance.api import training_sums
from upstander.lib.batches import batches
from upstander.lib.days import london_day
from upstander.people.api import Place, languages_of, people_by_language, places_of
from upstander.performance.counting import Counted, tally
from upstander.performance.definitions import Definition, in_force
from upstander.performance.equality import groups_of
from upstander.performance.models import Fact, Figure, LanguageStock, Month
from upstander.performance.months import may_freeze, month_of, span_of
from upstander.policy.api import add_months, working_moment
from upstander.records.api import law_clocks

_BATCH = 2000
_NOWHERE = Place("", "")


def bring_up_to_date(*, by: Viewer, now: datetime) -> list[date]:
    """Count this month anew, and every month since the first report that is not frozen yet; freeze those that may be. Answers with
    the months frozen now."""
    with acting(by, now, "measures.up_to_date") as act:
        first = first_received()
        frozen = set(Month.objects.filter(frozen_at__isnull=False).values_list("month", flat=True))
        act.detail["frozen"] = len(frozen)
    this = month_of(now)
    month = month_of(first) if first else this
    month = max(month, max(frozen, default=month))
    done = []
    while month <= this:
        if month not in frozen and count_month(month=month, by=by, now=now):
            done.append(month)
        month = add_months(month, 1)
    return done


def count_languages(*, by: Viewer, now: datetime) -> None:
    """How many people need which language, once a week: each entry that names one has to be opened for it."""
    today = london_day(now)
    with acting(by, now, "measures.languages") as act:
        last = LanguageStock.objects.order_by("-counted_on").values_list("counted_on", flat=True).first()
        if last is not None and today - last < timedelta(days=7):
            return
        rows = [
            LanguageStock(language=name, people=many, counted_on=today)
            for name, many in people_by_language().items()
        ]
        old = LanguageStock.objects.all()
        old._raw_delete(old.db)
        LanguageStock.objects.bulk_create(rows)
        act.detail["languages"] = len(rows)


def count_month(*, month: date, by: Viewer, now: datetime) -> bool:
    """Count one month anew unless it is frozen. True when this froze it: it is over, and the first working day after it has come."""
    with acting(by, now, "measures.count") as act:
        act.detail["month"] = month.isoformat()
        with connection.cursor() as cursor:  # two workers count one after the other
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('performance'), %s)", [month.toordinal()])
        row = Month.objects.filter(pk=month).first()
        if row is not None and row.frozen_at is not None:
            return False
        facts, figures = Fact.objects.filter(month=month), Figure.objects.filter(month=month)
        facts._raw_delete(facts.db)
        figures._raw_delete(figures.db)
        _count(month, in_force(month), span_of(month, now))
        freezes = may_freeze(month, now)
        Month.objects.update_or_create(
            pk=month, defaults={"counted_at": now, "frozen_at": now if freezes else None}
        )
        act.detail["frozen"] = freezes
        return freezes


def _count(month: date, defined: dict[str, Definition], span: Span) -> None:
    settings = {each.counts: each for each in defined.values()}
    repeats = settings.get("repeat_survivor")
    danger = settings.get("danger")
    found = happened(
        span,
        repeat_months=repeats.setting("months", 12) if repeats else 12,
        danger_hours=danger.setting("hours", 24) if danger else 24,
    )
    local = current_edition(span.start).calendar.local
    first, last = local(span.start).date(), local(span.end - timedelta(seconds=1)).date()
    sums = {
        "data_clocks": law_clocks(first=first, last=last, start=span.start, end=span.end, now=span.now),
        "training": training_sums(min(last, local(span.now).date())),
    }
    figures = tally(month, defined, _stored(month, found), kept=kept_by_clause(span), sums=sums)
    Figure.objects.bulk_create(figures, batch_size=_BATCH)


def _stored(month: date, found: Iterable[Happened]) -> Iterator[Counted]:
    """Store the facts, a batch at a time, and hand each on for counting."""
    for batch in batches(found, _BATCH):
        places = places_of({each.home for each in batch if each.home})
        groups = _groups(batch)
        languages = languages_of({each.person for each in batch if each.person})
        vault.warm({each.case_id for each in batch if each.home or each.person})
        rows = []
        for each in batch:
            place = places.get(each.home, _NOWHERE) if each.home else _NOWHERE
            language = languages.get(each.person, "") if each.person and each.kind == "report" else ""
            rows.append(_row(month, each, place, language))
            yield Counted(rows[-1], place.area, place.kind, language, groups.get(each.case_id, ()))
        insert_rows(rows)


def _groups(batch: list[Happened]) -> dict[UUID, tuple[str, ...]]:
    """What people said of themselves, by case, for counting alone."""
    reports = reports_of_cases({each.case_id for each in batch})
    told = groups_of([report for many in reports.values() for report in many])
    return {
        case_id: tuple(sorted({group for report in many for group in told.get(report, ())}))
        for case_id, many in reports.items()
    }


def _row(month: date, each: Happened, place: Place, language: str) -> Fact:
    calendar = current_edition(each.at).calendar
    row = Fact(
        month=month,
        case_id=each.case_id,
        kind=each.kind,
        code=each.code,
        at=each.at,
        seconds=each.seconds,
        kept=each.kept,
        pence=each.pence,
        channel=each.channel,
        risk=each.risk,
        strands=list(each.strands),
        behaviours=list(each.behaviours),
        night=working_moment(each.at, calendar) != each.at if each.kind in ("report", "response") else None,
    )
    if place.area or place.kind or language:
        vault.seal(row, place=json.dumps([place.area, place.kind, language]))
    return row
