"""The shelf: editions of one landlord follow each other without overlap or gap, and a fault names file and line."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from policy.saying import edition, edition_text
from upstander.policy.api import EditionError, Shelf, next_review, review, shelve

OVH = edition_text()


def written(id: str, starts: str, *, until: str = "", change: tuple[str, str] = ("", "")) -> tuple[str, str]:
    """The 2021 edition under another id, from another day."""
    text = OVH.replace("edition: ovh-2021", f"edition: {id}", 1)
    ends = f"\n  effective_until: {until}" if until else ""
    text = text.replace("effective_from: 2021-11-16", f"effective_from: {starts}{ends}", 1)
    text = text.replace("review_due: 2023-11-16", "review_due: 2040-01-01", 1).replace(*change, 1)
    return f"{id}.yaml", text


def both(**later: str) -> Shelf:
    return shelve([("ovh-2021.yaml", OVH), written("ovh-2027", **{"starts": "2027-01-01", **later})])  # type: ignore[arg-type]


def test_each_edition_governs_until_the_next_takes_effect_at_midnight_in_london() -> None:
    shelf = both(starts="2027-06-01")
    first, second = shelf.periods("One Vision Housing")
    assert (first.start, first.end) == (None, datetime(2027, 5, 31, 23, tzinfo=UTC))
    assert (second.start, second.end) == (first.end, None)
    assert shelf.in_force("One Vision Housing", datetime(2027, 5, 31, 22, 59, tzinfo=UTC)).id == "ovh-2021"
    assert shelf.in_force("One Vision Housing", datetime(2027, 5, 31, 23, tzinfo=UTC)).id == "ovh-2027"


def test_what_began_before_the_first_edition_is_governed_by_the_first() -> None:
    assert both().in_force("One Vision Housing", datetime(2001, 1, 1, tzinfo=UTC)).id == "ovh-2021"


def test_two_editions_of_a_landlord_may_not_take_effect_on_one_day() -> None:
    with pytest.raises(
        EditionError, match=r"^ovh-2027\.yaml:\d+: it takes effect on .* may not overlap"
    ) as fault:
        both(starts="2021-11-16")
    assert "effective_from" in written("x", "2021-11-16")[1].splitlines()[fault.value.line - 1]


def test_an_edition_that_names_its_last_day_may_not_run_into_the_next() -> None:
    with pytest.raises(EditionError, match="may not overlap"):
        shelve([written("one", "2022-01-01", until="2023-01-01"), written("two", "2023-01-01")])
    shelve([written("one", "2022-01-01", until="2022-12-31"), written("two", "2023-01-01")])


def test_no_day_may_be_left_without_an_edition() -> None:
    with pytest.raises(EditionError, match=r"^one\.yaml:\d+: .* No edition would be in force in between"):
        shelve([written("one", "2022-01-01", until="2022-11-30"), written("two", "2023-01-01")])


def test_editions_of_different_landlords_may_run_at_the_same_time() -> None:
    shelf = shelve([("ovh-2021.yaml", OVH), ("harbour-homes.yaml", edition_text("harbour-homes"))])
    assert len(shelf.periods("Harbour Homes")) == 1


def test_one_id_may_stand_on_the_shelf_once_only() -> None:
    with pytest.raises(EditionError, match="on the shelf twice"):
        shelve([("a.yaml", OVH), ("b.yaml", OVH)])


def test_a_broken_edition_names_its_file_and_line() -> None:
    with pytest.raises(EditionError, match=r"^broken\.yaml:\d+: "):
        shelve([("broken.yaml", OVH.replace("kind: must", "kind: maybe", 1))])


def test_the_review_of_the_2021_edition_is_overdue_since_november_2023() -> None:
    assert not review(edition(), date(2023, 11, 16)).overdue
    assert review(edition(), date(2023, 11, 17)).overdue
    late = review(edition(), date(2026, 11, 20))
    assert (late.due, late.overdue, late.months_over) == (date(2023, 11, 16), True, 36)
    assert next_review(edition(), date(2026, 12, 1)) == date(2028, 12, 1)


def test_the_log_of_amendments_is_the_difference_between_editions() -> None:
    changed = written("ovh-2027", "2027-01-01", change=("due: 24 elapsed hours", "due: 12 elapsed hours"))
    log = shelve([("ovh-2021.yaml", OVH), changed]).amendments("One Vision Housing")
    assert [each.edition.id for each in log] == ["ovh-2027", "ovh-2021"]
    assert any("now '12 elapsed hours'" in str(change) for change in log[0].changes)
    assert log[1].changes == ()
