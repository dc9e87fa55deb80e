"""A statement put together once gives what Django's own would, whatever it is asked with, and keeps nothing that it was asked with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4
from zlib import crc32

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from upstander.confidentiality.api import fetch, fetch_one, system, viewing
from upstander.confidentiality.fetching import statement_of
from upstander.confidentiality.models import Staff


def named(ids: list[UUID], post: str | None) -> QuerySet[Staff, tuple[UUID, str]]:
    rows = Staff.objects.filter(pk__in=ids).order_by("name")
    return (rows if post is None else rows.filter(post=post)).values_list("id", "name")


@pytest.fixture
def people(db: None) -> list[Staff]:
    with viewing(system("tests")):
        gwen = Staff.objects.create(email="gwen@landlord.example", name="Gwen Hale", post="Manager")
        others = [
            Staff.objects.create(
                email=f"{n}@landlord.example", name=f"Officer {n}", post="Officer", manager=gwen
            )
            for n in range(4)
        ]
    return [gwen, *others]


def test_it_gives_the_rows_of_the_queryset_however_many_it_is_asked_for(people: list[Staff]) -> None:
    ids = [each.id for each in people]
    for size in range(len(ids) + 1):
        asked = [uuid4(), *ids[:size]]
        assert fetch(named, asked, None) == list(named(asked, None))
        assert fetch(named, asked, "Officer") == list(named(asked, "Officer"))
    assert fetch(named, [], None) == []
    assert fetch_one(named, ids, "of no such post") is None
    with CaptureQueriesContext(connection) as asked_of_it:
        whole = fetch(
            lambda ids: Staff.objects.filter(pk__in=ids).select_related("manager").order_by("name"), ids
        )
        assert [(each.email, each.manager and each.manager.name) for each in whole] == [
            (each.email, None if number == 0 else "Gwen Hale") for number, each in enumerate(people)
        ]
    assert len(asked_of_it) == 1


def test_nothing_is_kept_of_what_it_was_asked_with(people: list[Staff]) -> None:
    someone = people[0]
    assert fetch(named, [someone.id], someone.post) == [(someone.id, someone.name)]
    kept = statement_of(named, ([someone.id], someone.post))
    assert kept is not None
    told = f"{vars(kept)} {kept._queryset.query}"
    assert "made up" in told
    assert not any(each in told for each in (str(someone.id), someone.id.hex, someone.post, someone.name))


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(
            lambda post: Staff.objects.filter(**({"post": post} if len(post) > 9 else {})), id="looks at it"
        ),
        pytest.param(lambda post: Staff.objects.filter(post__contains=post), id="changes it"),
        pytest.param(lambda post: Staff.objects.filter(post=post.title()), id="changes it before"),
        pytest.param(lambda post: Staff.objects.filter(post=post)[: crc32(post.encode())], id="slices by it"),
        pytest.param(lambda post: Staff.objects.all(), id="passes it over"),
        pytest.param(lambda post, other="": Staff.objects.filter(post__in=[post, other]), id="takes in more"),
        pytest.param(lambda post: Staff.objects.filter(post=post).prefetch_related("teams"), id="asks again"),
    ],
)
def test_what_does_more_than_put_its_values_in_is_refused(
    make: Callable[[str], QuerySet[Staff]], people: list[Staff]
) -> None:
    with pytest.raises(
        (TypeError, AssertionError)
    ):  # the second where only a comparison shows it (harness/fetched.py)
        fetch(make, "Officer")


@pytest.mark.parametrize("given", [b"words", 1.5, ["a", 1], [None], {"a": 1}], ids=str)
def test_values_of_other_kinds_are_refused(given: Any, people: list[Staff]) -> None:
    with pytest.raises(TypeError):
        fetch(lambda each: Staff.objects.filter(post__in=each), given)
