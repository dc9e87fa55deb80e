"""From an edition's text to an `Edition`: every word checked, every reference resolved, every fault with its line."""

from functools import lru_cache

from upstander.policy import load_register as register
from upstander.policy.edition import Edition
from upstander.policy.fact_words import fact_values
from upstander.policy.load_risk import check_clocks, read_risk
from upstander.policy.load_rules import Words, read_duty, read_gate, read_restriction
from upstander.policy.vocabulary import Channel, ReporterRole
from upstander.policy.yaml_reader import Block, Entry, read_document, unique


@lru_cache(maxsize=16)
def load_edition(text: str, name: str) -> Edition:
    """Read an edition. `name` is the file's name, for messages.

    Raises EditionError with file, line, message and suggestion for anything misspelt, missing, doubled or dangling.
    """
    block = read_document(text, name).block()
    for part in _LISTS:
        _check_ids(block, part)
    words = _words(block)
    channels = block.each("channels", register.read_term)
    _check_product_words(block)
    edition = Edition(
        id=block.get("edition").slug(),
        title=block.get("title").text(),
        landlord=block.get("landlord").text(),
        about=block.get("about").text(),
        governance=register.read_governance(block.get("governance")),
        calendar=register.read_calendar(block.get("calendar")),
        people=register.read_people(block.get("people")),
        third_parties=frozenset(item.word(ReporterRole) for item in block.get("third_parties").items()),
        staff_route=frozenset(
            d.one_of(sorted(words.duties), "duty") for d in block.get("staff_route").items()
        ),
        teams={name: label.text() for name, label in block.get("teams").block().names()},
        reporters=block.each("reporters", register.read_term),
        channels=channels,
        behaviours=block.each("behaviours", register.read_behaviour),
        strands=block.each("strands", register.read_strand),
        patterns=block.each("patterns", register.read_pattern),
        clauses=block.each("clauses", register.read_clause),
        duties=block.each("duties", lambda inner: read_duty(inner, words)),
        gates=block.each("gates", lambda inner: read_gate(inner, words)),
        restrictions=block.each("restrictions", lambda inner: read_restriction(inner, words)),
        risk=read_risk(block.get("risk"), words.duties),
        standards=block.each("standards", lambda inner: register.read_standard(inner, words)),
        retention=block.each("retention", lambda inner: register.read_retention(inner, words)),
        audiences=block.each("audiences", lambda inner: register.read_audience(inner, words)),
        promises=block.each("promises", lambda inner: register.read_promise(inner, words)),
    )
    check_clocks(block.get("risk"), edition)
    register.check_retention(block.get("retention"), edition.retention)
    block.finish()
    return edition


_LISTS = {
    "reporters": "reporter",
    "channels": "channel",
    "behaviours": "behaviour",
    "strands": "strand",
    "patterns": "pattern",
    "clauses": "clause",
    "duties": "duty",
    "gates": "gate",
    "restrictions": "restriction",
    "standards": "standard",
    "retention": "retention class",
    "audiences": "audience",
    "promises": "promise",
}


def _check_ids(block: Block, part: str) -> None:
    unique(_ids(block, part), _LISTS[part])


def _ids(block: Block, part: str) -> list[tuple[str, Entry]]:
    entries = (item.block().get("id") for item in block.get(part).items())
    return [(entry.text(), entry) for entry in entries]


def _names(block: Block, part: str) -> tuple[str, ...]:
    return tuple(id for id, _ in _ids(block, part))


def _words(block: Block) -> Words:
    """The ids that rules may refer to, read ahead of the rules themselves."""
    triggers = _names(block.get("risk").block(), "triggers")
    return Words(
        facts=fact_values(
            _names(block, "channels"),
            _names(block, "behaviours"),
            _names(block, "strands"),
            _names(block, "patterns"),
            triggers,
        ),
        clauses=frozenset(_names(block, "clauses")),
        teams=frozenset(name for name, _ in block.get("teams").block().names()),
        gates=frozenset(_names(block, "gates")),
        duties=frozenset(_names(block, "duties")),
    )


def _check_product_words(block: Block) -> None:
    for item in block.get("channels").items():
        item.block().get("id").one_of([channel.value for channel in Channel], "channel")
    for item in block.get("reporters").items():
        item.block().get("id").one_of([role.value for role in ReporterRole], "reporter")
