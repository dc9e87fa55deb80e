"""Finding people and homes, and showing one, for staff who may search the directory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Upper

from upstander.confidentiality.api import (
    Array,
    Permission,
    Stretch,
    Viewer,
    blind_index,
    current_viewer,
    fetch,
    once,
    vault,
    viewing,
)
from upstander.people.models import Home, Person, Residence

POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b", re.IGNORECASE)
_LAST = "\U0010ffff"  # behind every other sign
_MOST_HOMES = 50
_LIKELIEST, _AT_HOME = 15, 4  # of whom cards are opened; what living there counts for, in tokens shared
_NUMBER = re.compile(r"\b((?:flat|apartment|bungalow|room|unit)\s+\w+|\d+[a-z]?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HomeCard:
    """A home in one line, and where it is."""

    id: UUID
    uprn: str
    line: str
    postcode: str
    neighbourhood: str
    local_authority: str
    block: str


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person as the directory knows them. `customer` is true for tenants, leaseholders and their household."""

    id: UUID
    name: str
    phone: str
    email: str
    standing: str
    customer: bool
    home: HomeCard | None
    needs: str = ""


def home_card(home: Home) -> HomeCard:
    """The one-line form of a home."""
    in_block = home.block and home.number.lower().startswith("flat")
    door = [f"{home.number} {home.block}", home.street] if in_block else [f"{home.number} {home.street}"]
    line = ", ".join(part for part in (*door, home.town, home.postcode) if part)
    return HomeCard(
        home.id, home.uprn, line, home.postcode, home.neighbourhood, home.local_authority, home.block
    )


def home_line(home_id: UUID) -> str:
    """The address of a home in one line; empty when there is none. Needs a `viewing` block."""
    return home_lines([home_id]).get(home_id, "")


def home_lines(homes: Iterable[UUID]) -> dict[UUID, str]:
    """The addresses of these homes, each in one line. Needs a `viewing` block."""
    return {row.id: home_card(row).line for row in fetch(_homes, set(homes))}


def council_of(viewer: Viewer, home_id: UUID) -> str:
    """In which council's area a home lies; empty when there is none."""
    with viewing(viewer):
        return next((row.local_authority for row in fetch(_homes, {home_id})), "")


def _homes(ids: set[UUID]) -> QuerySet[Home]:
    return Home.objects.filter(pk__in=ids)


def person_cards(viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, PersonCard]:
    """Cards for these people, for a viewer who may search the directory or works on a case that names them."""
    with viewing(viewer):
        return cards_of(ids)


def search_people(viewer: Viewer, text: str, *, limit: int = 20) -> list[PersonCard]:
    """People whose name (as spelt or as it sounds), phone, email, address or tenancy reference matches. Best first.

    Raises Refused without `directory.search`.
    """
    viewer.check(Permission.DIRECTORY_SEARCH).enforce()
    text = text.strip()
    if not text:
        return []
    exact = blind_index.phone_tokens(text) | blind_index.email_tokens(text)
    parts = [] if any(c.isdigit() for c in text) else blind_index.name_parts(text)
    wanted = exact.union(*parts)
    with viewing(viewer):
        homes = {home.id for home in _homes_like(text)}
        found, _ = _sharing(exact, parts, homes, Stretch(0, limit * 10), tenancy=text)
        found.sort(key=lambda person: -len(wanted & set(person.index_tokens)))
        order = list(dict.fromkeys(person.merged_into_id or person.id for person in found))[:limit]
        cards = cards_of(order)
    return [cards[each] for each in order if each in cards]


def search_homes(viewer: Viewer, text: str, *, limit: int = 20) -> list[HomeCard]:
    """Homes by part of an address or a postcode. Raises Refused without `directory.search`."""
    viewer.check(Permission.DIRECTORY_SEARCH).enforce()
    with viewing(viewer):
        return [home_card(home) for home in _homes_like(text)[:limit]]


def homes_at(text: str, *, limit: int = 50) -> list[UUID]:
    """Homes at a place, by part of an address, for finding the cases there. Needs a `viewing` block."""
    return [home.id for home in _homes_like(text)[:limit]] if len(text.strip()) >= 4 else []


def people_like(
    viewer: Viewer, *, exact: set[int], parts: Sequence[set[int]] = (), homes: set[UUID], limit: int
) -> list[tuple[PersonCard, set[int]]]:
    """People who share a number or address (`exact`) or a part of the name (`parts`, the tokens of each), or live in one of these
    homes, each with their tokens; of `limit` looked at the likeliest.

    Raises Refused without `directory.search`.
    """
    viewer.check(Permission.DIRECTORY_SEARCH).enforce()
    tokens = exact.union(*parts)
    if not tokens and not homes:
        return []
    with viewing(viewer):
        rows, there = _sharing(exact, parts, homes, Stretch(0, limit))
        rows.sort(key=lambda row: -len(tokens & set(row.index_tokens)) - (_AT_HOME if row.id in there else 0))
        shared: dict[UUID, set[int]] = {}
        for row in rows:
            shared.setdefault(row.merged_into_id or row.id, set()).update(row.index_tokens)
        cards = cards_of(list(shared)[:_LIKELIEST])
    return [(card, shared[card.id]) for card in cards.values()]


class _Tokens(NamedTuple):
    """An entry of the directory by what it is found by. The tokens are blind."""

    id: UUID
    merged_into_id: UUID | None
    index_tokens: list[int]


_TOKENS = _Tokens._fields


def _sharing(
    exact: set[int],
    parts: Sequence[set[int]],
    homes: set[UUID],
    so_many: Stretch,
    *,
    tenancy: str | None = None,
) -> tuple[list[_Tokens], set[UUID]]:
    """So many who share a token, and so many who live there, with their tokens alone; and who of them does. Asked apart, and never
    joined by "or": an index serves each question, and none two of them. Whose number it is comes first, then who has every part of the
    name: a common one must not hide them."""
    asked = [blind_index.together(each) for each in parts]
    like = fetch(_sure, so_many, blind_index.together(exact) if exact else None, *asked)
    if len(parts) > 1 and len(like) < so_many.limit:
        like += fetch(_like, so_many, blind_index.together(set().union(*parts)))
    living = fetch(_living, so_many, homes, tenancy) if homes or tenancy else []
    return list({row.id: row for row in (*like, *living)}.values()), {row.id for row in living}


def _sure(so_many: Stretch, exact: Array | None, *parts: Array) -> QuerySet[Person, _Tokens]:
    asked = [_sharing_all(exact)] if exact is not None else []
    if parts:
        asked.append(_sharing_all(*parts))
    if not asked:
        return Person.objects.none().values_list(*_TOKENS, named=True)
    return so_many.of(asked[0].union(*asked[1:], all=True))


def _like(so_many: Stretch, tokens: Array) -> QuerySet[Person, _Tokens]:
    return so_many.of(_sharing_all(tokens))


def _sharing_all(*sets: Array) -> QuerySet[Person, _Tokens]:
    wanted = [Q(index_tokens__overlap=blind_index.typed(each)) for each in sets]
    return Person.objects.filter(*wanted).values_list(*_TOKENS, named=True)


def _living(so_many: Stretch, homes: set[UUID], tenancy: str | None) -> QuerySet[Person, _Tokens]:
    there = Residence.objects.filter(_at(homes, tenancy), ended_on=None)
    return so_many.of(
        Person.objects.filter(pk__in=there.values("person_id")).values_list(*_TOKENS, named=True)
    )


def same_people(ids: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Each of these entries with every entry of the same person: the housing system merged some. Needs a `viewing` block."""
    wanted = set(ids)
    known = once("same people", dict[UUID, frozenset[UUID]])
    if missing := wanted - known.keys():
        stands = dict(fetch(_merged, missing))
        roots = {each: stands.get(each, each) for each in missing}
        together = {root: {root} for root in roots.values()}
        for entry, root in fetch(_merged_into, set(together)):
            together[root].add(entry)
        known.update((each, frozenset(together[root])) for each, root in roots.items())
    return {each: known[each] for each in wanted}


def _merged(entries: set[UUID]) -> QuerySet[Person, tuple[UUID, UUID]]:
    merged = Person.objects.filter(id__in=entries, merged_into__isnull=False)
    return merged.values_list("id", "merged_into")  # type: ignore[return-value]  # never None here


def _merged_into(roots: set[UUID]) -> QuerySet[Person, tuple[UUID, UUID]]:
    return Person.objects.filter(merged_into__in=roots).values_list("id", "merged_into")  # type: ignore[return-value]  # likewise


def residents_of(homes: Iterable[UUID]) -> set[UUID]:
    """Everyone who lives in these homes now. Part of a larger action (for conflicts), seen as the system."""
    there = list(homes)
    if not there:
        return set()
    return _everyone_meant(
        Residence.objects.filter(home_id__in=there, ended_on=None).values_list("person_id", flat=True)
    )


def homes_of(ids: Iterable[UUID]) -> set[UUID]:
    """Where these people live now. Part of a larger action (for conflicts), seen as the system."""
    return set(
        Residence.objects.filter(person_id__in=_everyone_meant(ids), ended_on=None).values_list(
            "home_id", flat=True
        )
    )


def person_by_reference(reference: str) -> UUID | None:
    """The entry with the housing system's reference. Part of a larger action, seen as the system: it says nothing of who that is."""
    text = reference.strip()
    return (
        Person.objects.filter(external_ref__iexact=text).values_list("id", flat=True).first()
        if text
        else None
    )


def resident_named(name: str, address: str) -> UUID | None:
    """The one entry of this name at this address; None when there is none or more than one. Part of a larger action (for conflicts),
    seen as the system."""
    keys = blind_index.key_tokens(name)
    if not keys or not address.strip():
        return None
    rows = list(
        Person.objects.filter(
            index_tokens__contains=blind_index.typed(keys), residences__in=_residences_at(address)
        ).distinct()
    )
    vault.warm(row.id for row in rows)
    found = [row.id for row in rows if blind_index.same_name(name, vault.unseal(row, "name"))]
    return found[0] if len(found) == 1 else None


def household_of(ids: Iterable[UUID]) -> set[UUID]:
    """These people and everyone who lives with them now. Part of a larger action (for conflicts), seen as the system."""
    people = _everyone_meant(ids)
    if not people:
        return set()
    homes = Residence.objects.filter(person_id__in=people, ended_on=None).values("home_id")
    there = Residence.objects.filter(home__in=homes, ended_on=None).values_list("person_id", flat=True)
    return _everyone_meant({*there, *people})


def _everyone_meant(ids: Iterable[UUID]) -> set[UUID]:
    return set().union(*same_people(ids).values())


def _residences_at(text: str) -> QuerySet[Residence]:
    there = _at({home.id for home in _homes_like(text)}, text.strip() or None)
    return Residence.objects.filter(there, ended_on=None)


def _at(homes: set[UUID], tenancy: str | None) -> Q:
    at = Q(home_id__in=homes)
    return at if tenancy is None else at | Q(tenancy_key=Upper(Value(tenancy)))


def _homes_like(text: str) -> list[Home]:
    """The first fifty homes at the place that the text names by postcode, street, block or UPRN; where it gives a number that is
    there, only those."""
    return once(("homes like", text), lambda: _find_homes(text))


def _find_homes(text: str) -> list[Home]:
    match = Q(uprn=text.strip())
    for outward, inward in POSTCODE.findall(text):
        match |= Q(postcode=f"{outward} {inward}".upper())
    plain = POSTCODE.sub(" ", text)
    for part in re.split(r"[,\n]", plain):
        place = " ".join(_NUMBER.sub(" ", part).split())
        if len(place) >= 4:
            match |= _begins("street_key", place) | _begins("block_key", place)
    found = Home.objects.filter(match).order_by("street", "number")
    numbers = [Q(number__iexact=" ".join(number.split())) for number in _NUMBER.findall(plain)]
    exact = list(found.filter(reduce(or_, numbers))[:_MOST_HOMES]) if numbers else []
    return exact or list(found[:_MOST_HOMES])


def _begins(key: str, words: str) -> Q:
    """A key that begins with these words: everything from them on, up to where no word that begins so can stand."""
    return Q((f"{key}__gte", Upper(Value(words)))) & Q((f"{key}__lt", Upper(Value(words + _LAST))))


def cards_of(ids: Iterable[UUID]) -> dict[UUID, PersonCard]:
    """A card for each of these entries. One that was merged into another has the other's card."""
    if current_viewer() is None:
        raise RuntimeError("person cards need a surrounding viewing() block")
    same = same_people(ids)
    cards = once("person cards", dict[UUID, PersonCard])
    missing = {each: entries for each, entries in same.items() if each not in cards}
    _open_cards(missing, into=cards)
    return {each: cards[each] for each in same if each in cards}


def _open_cards(same: dict[UUID, frozenset[UUID]], *, into: dict[UUID, PersonCard]) -> None:
    meant = set[UUID]().union(*same.values())
    if not meant:
        return
    rows: dict[UUID, Any] = {row.id: row for row in fetch(_with_keys, meant)}
    vault.take((row.id, row.wrapped_key) for row in rows.values() if row.merged_into_id is None)
    living = {row.person_id: row for row in fetch(_residences_of, meant)}
    for asked, entries in same.items():
        stands = next((rows[e] for e in entries if e in rows and rows[e].merged_into_id is None), None)
        if stands is not None:
            lives = living.get(stands.id) or next((living[e] for e in entries if e in living), None)
            into[asked] = _card(stands, lives)


def _with_keys(ids: set[UUID]) -> QuerySet[Person]:
    return vault.with_key(Person.objects.filter(id__in=ids), "pk")


def _residences_of(people: set[UUID]) -> QuerySet[Residence]:
    return Residence.objects.filter(person_id__in=people, ended_on=None).select_related("home")


def _card(person: Person, residence: Residence | None) -> PersonCard:
    return PersonCard(
        id=person.id,
        name=vault.unseal(person, "name"),
        phone=vault.unseal(person, "phone"),
        email=vault.unseal(person, "email"),
        standing=residence.get_standing_display() if residence else "Former customer",
        customer=residence is not None,
        home=home_card(residence.home) if residence else None,
        needs=vault.unseal(person, "needs"),
    )
