"""Reading the calendar, the words for everybody, and the work for good neighbours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from upstander.cases.api import current_edition
from upstander.confidentiality.api import PUBLIC, Permission, Viewer, staff_cards, vault, viewing
from upstander.governance.awareness.weeks import Week, weeks
from upstander.governance.keeping.rules import Task, in_order
from upstander.governance.keeping.texts import digest_of
from upstander.governance.models import Approval, Campaign, CohesionWork, PublicText, Reach
from upstander.lib.days import london_day
from upstander.lib.languages import ENGLISH, codes, english_name
from upstander.lib.marks import mark_of

PREPARE = timedelta(
    days=28
)  # before a campaign begins, its words ought to be agreed: the landlord's own standard
COUNT_FOR = timedelta(days=14)  # after it ends, its reach ought to be put down
WAYS = Reach.Way.choices
WORK_KINDS = CohesionWork.Kind.choices


@dataclass(frozen=True, slots=True)
class Summary:
    """How words stand in one language. `public`: agreed, and of an edition as it is written today. `waiting`: a newer one waits."""

    language: str
    name: str
    public: PublicText | None
    waiting: PublicText | None
    by: str = ""

    @property
    def mark(self) -> str:
        """Changes with the newest words."""
        newest = self.waiting or self.public
        return mark_of(newest and newest.id)


@dataclass(frozen=True, slots=True)
class CampaignCard:
    """One campaign with how its words stand and whom it reached."""

    id: UUID
    name: str
    starts_on: date
    ends_on: date
    texts: tuple[Summary, ...]
    reach: tuple[tuple[str, int], ...]

    @property
    def reached(self) -> int:
        """Everybody that was counted. Somebody reached in two ways counts twice."""
        return sum(people for _, people in self.reach)

    def lacking(self) -> list[str]:
        """Languages in which it has no agreed words."""
        return [each.name for each in self.texts if each.public is None]


@dataclass(frozen=True, slots=True)
class Offer:
    """A national week that comes next. `days` None: its organisers have not said when."""

    week: Week
    days: tuple[date, date] | None
    taken: bool


@dataclass(frozen=True, slots=True)
class WorkCard:
    """One piece of work in a neighbourhood."""

    id: UUID
    area: str
    kind: str
    on: date
    people: int | None
    what: str


@dataclass(frozen=True, slots=True)
class Told:
    """Words for everybody, as the public site shows them. `language` is the one they are in."""

    title: str
    text: str
    language: str
    since: datetime
    until: date | None = None


def summaries(viewer: Viewer, edition: str) -> list[Summary]:
    """The summary of an edition in every language of the site."""
    with viewing(viewer):
        rows = list(PublicText.objects.filter(edition=edition, withdrawn_at=None).order_by("at"))
        return _by_language([row for row in rows if row.digest == digest_of(edition)])


def campaigns(viewer: Viewer) -> list[CampaignCard]:
    """Every campaign that was not called off, the latest first. Raises Refused without `awareness.keep` or `policy.approve`."""
    viewer.check(Permission.AWARENESS_KEEP, Permission.POLICY_APPROVE).enforce()
    with viewing(viewer):
        rows = list(Campaign.objects.filter(called_off_at=None).order_by("-starts_on", "name"))
        texts = list(PublicText.objects.filter(campaign__in=rows, withdrawn_at=None).order_by("at"))
        reach = list(Reach.objects.filter(campaign__in=rows))
        return [
            CampaignCard(
                row.id, row.name, row.starts_on, row.ends_on,
                tuple(_by_language([text for text in texts if text.campaign_id == row.id])),
                _summed(each for each in reach if each.campaign_id == row.id),
            )
            for row in rows
        ]  # fmt: skip


def coming_weeks(viewer: Viewer, *, now: datetime) -> list[Offer]:
    """National weeks of the twelve months to come, in order, and those whose days nobody knows yet."""
    viewer.check(Permission.AWARENESS_KEEP, Permission.POLICY_APPROVE).enforce()
    today = london_day(now)
    with viewing(viewer):
        taken = set(Campaign.objects.filter(called_off_at=None).values_list("week", "starts_on"))
    found = []
    for week in weeks():
        known = [
            days for year in (today.year, today.year + 1) if (days := week.days(year)) and days[1] >= today
        ]
        days = known[0] if known else None
        found.append(Offer(week, days, days is not None and (week.id, days[0]) in taken))
    return sorted(found, key=lambda each: (each.days is None, each.days or (), each.week.name))


def campaign_tasks(viewer: Viewer, *, now: datetime) -> list[Task]:
    """What is due on campaigns, the most pressing first. Nothing for those who do not keep the calendar."""
    if not viewer.may(Permission.AWARENESS_KEEP):
        return []
    today, found = london_day(now), []
    for each in campaigns(viewer):
        lacking = each.lacking()
        if lacking and each.starts_on - PREPARE <= today <= each.ends_on:
            words = f"{each.name}: words to be agreed in {', '.join(lacking)}"
            found.append(
                Task(f"words:{each.id}", words, each.starts_on, each.starts_on <= today, "campaigns")
            )
        if not each.reach and each.ends_on < today:
            due = each.ends_on + COUNT_FOR
            found.append(
                Task(
                    f"reach:{each.id}",
                    f"{each.name}: put down whom it reached",
                    due,
                    due < today,
                    "campaigns",
                )
            )
    return in_order(found)


def cohesion_work(viewer: Viewer, *, since: date) -> list[WorkCard]:
    """Work in neighbourhoods from that day on, the latest first. Raises Refused without `awareness.keep` or `measures.read`."""
    viewer.check(Permission.AWARENESS_KEEP, Permission.MEASURES_READ).enforce()
    with viewing(viewer):
        rows = list(CohesionWork.objects.filter(on__gte=since, void_at=None).order_by("-on", "area"))
        vault.warm({row.id for row in rows})
        return [
            WorkCard(row.id, row.area, row.get_kind_display(), row.on, row.people, vault.unseal(row, "what"))
            for row in rows
        ]


def public_summary(language: str, *, now: datetime) -> Told | None:
    """The approved policy in short, for everybody; in English where it is not there in their language yet."""
    edition = current_edition(now).id
    written = digest_of(edition)
    with viewing(PUBLIC):
        if not Approval.objects.filter(
            edition=edition, digest=written, void_at=None, agreed_at__isnull=False
        ).exists():
            return None
        rows = PublicText.objects.filter(
            edition=edition, digest=written, withdrawn_at=None, agreed_at__isnull=False
        )
        return _in(language, list(rows.order_by("at")))


def public_campaigns(language: str, *, now: datetime) -> list[Told]:
    """The campaigns of today, from their first day to their last, each in the reader's language or in English."""
    today = london_day(now)
    with viewing(PUBLIC):
        rows = list(
            Campaign.objects.filter(starts_on__lte=today, ends_on__gte=today, called_off_at=None).order_by(
                "starts_on"
            )
        )
        texts = list(
            PublicText.objects.filter(campaign__in=rows, withdrawn_at=None, agreed_at__isnull=False).order_by(
                "at"
            )
        )
    told = []
    for row in rows:
        found = _in(language, [text for text in texts if text.campaign_id == row.id], until=row.ends_on)
        if found:
            told.append(found)
    return told


def _in(language: str, rows: list[PublicText], *, until: date | None = None) -> Told | None:
    last = {row.language: row for row in rows}
    row = last.get(language) or last.get(ENGLISH)
    return Told(row.title, row.text, row.language, row.agreed_at or row.at, until) if row else None


def _by_language(rows: list[PublicText]) -> list[Summary]:
    names = {id: card.name for id, card in staff_cards({row.by_id for row in rows}).items()} if rows else {}
    made = []
    for code in codes():
        own = [row for row in rows if row.language == code]
        public = next((row for row in reversed(own) if row.agreed_at), None)
        newer = own[-1] if own and not own[-1].agreed_at else None
        made.append(
            Summary(code, english_name(code), public, newer, names.get(newer.by_id, "") if newer else "")
        )
    return made


def _summed(rows: Iterable[Reach]) -> tuple[tuple[str, int], ...]:
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.get_way_display()] = sums.get(row.get_way_display(), 0) + row.people
    return tuple(sorted(sums.items(), key=lambda pair: -pair[1]))
