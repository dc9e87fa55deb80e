"""Photos taken at a visit or of what is to be removed become exhibits in the same save, or nothing is saved (clause 2.5)."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from PIL import Image

from cases.measures.test_measures import At
from factories.cast import one_of_each_role
from factories.reports import opened
from upstander.cases.api import record_visit
from upstander.cases.queries.api import case_page
from upstander.intake.api import FileTold, check_file, exhibits_of_case, with_photos
from upstander.lib.decision import Refused

pytestmark = pytest.mark.django_db


def photo() -> FileTold:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(made, "JPEG")
    return check_file("door.jpg", made)


def test_photos_of_a_visit_are_exhibits_with_custody_or_nothing_is_saved(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)

    def visited(seen: bool) -> None:
        record_visit(
            case_id=case_id, at=now, seen=seen, where="home", found="A kicked door", by=cast.ben, now=now
        )

    def taken(where: str) -> None:
        with_photos(
            case_id=case_id,
            act=lambda: visited(True),
            photos=[photo() for _ in range(2 if where.strip() else 1)],
            title=where,
            taken_at=now,
            by=cast.ben,
            now=now,
        )

    with pytest.raises(Refused, match="what it shows"):
        taken(" ")
    assert not [e for e in case_page(cast.ben, case_id, now=now).timeline if e.kind == "visit"], (
        "all or nothing"
    )
    taken("Photo at a visit")
    found = exhibits_of_case(cast.ben, case_id)
    assert [each.title for each in found] == ["Photo at a visit, 1 of 2", "Photo at a visit, 2 of 2"]
    assert all(
        len(each.sha256) == 64 and [c.act for c in each.custody] == ["taken", "added"] for each in found
    )


def test_what_is_removed_is_photographed_first(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now, told_behaviours=("graffiti",))
    at = At(case_id, cast.ben, now)
    with pytest.raises(Refused, match="Add the photographs"):
        at.step("removal", "photographed")
    removal = at.step("removal", "photographed", told={"photos": "yes"})
    with pytest.raises(Refused, match="sum in pounds"):
        at.step("removal", "removed", on=removal, told={"cost": "a lot"})
    at.step("removal", "removed", on=removal, told={"cost": "85.50"})
