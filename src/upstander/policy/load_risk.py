"""Reading an edition's risk assessment, and proving that its bands cover every total once."""

from upstander.policy.edition import Edition
from upstander.policy.fact_words import FACTS
from upstander.policy.risk_tool import Answer, Band, LevelGuide, Matrix, Question, RiskTool, Trigger
from upstander.policy.vocabulary import RiskLevel
from upstander.policy.yaml_reader import Block, Entry, unique


def read_risk(entry: Entry, duties: frozenset[str]) -> RiskTool:
    """The whole tool; triggers may name one of `duties`.

    Raises EditionError when a band is missing or two overlap, or a level has no guide."""
    block = entry.block()
    tool = RiskTool(
        matrix=_matrix(block.get("matrix"), "matrix"),
        overlay=_matrix(block.get("overlay"), "overlay"),
        triggers=block.each("triggers", lambda inner: _trigger(inner, duties)),
        levels=block.each("levels", _level),
        note=block.text("note"),
    )
    block.finish()
    ids = [question.id for question in tool.questions] + [trigger.id for trigger in tool.triggers]
    unique(((id, entry) for id in ids), "question or trigger")
    if sorted(guide.level.rank for guide in tool.levels) != [0, 1, 2]:
        raise block.get("levels").fault("each of standard, medium and high needs its own guide, once.")
    return tool


def check_clocks(entry: Entry, edition: Edition) -> None:
    """What is to be done at once about a trigger has a time: the duty it names has a row that this trigger alone starts, anew.

    Raises EditionError."""
    nothing: dict[str, frozenset[str]] = {fact: frozenset() for fact in FACTS}
    for item, trigger in zip(entry.block().get("triggers").items(), edition.risk.triggers, strict=True):
        found = {**nothing, "risk.found": frozenset({trigger.id})}
        rows = edition.duty(trigger.duty).rows if trigger.duty else ()
        if trigger.duty and not any(row.anew and row.when.holds(found) for row in rows):
            raise item.fault(
                f"the trigger {trigger.id!r} names the duty {trigger.duty!r}, which it does not start.",
                f"Give that duty a row with 'when: {{risk.found: {trigger.id}}}' and 'anew: true'.",
            )


def _matrix(entry: Entry, id: str) -> Matrix:
    block = entry.block()
    matrix = Matrix(
        id=id,
        label=block.get("label").text(),
        questions=block.each("questions", _question),
        bands=tuple(sorted(block.each("bands", _band), key=lambda band: band.lowest)),
    )
    expected = 0
    for band in matrix.bands:
        if band.lowest != expected or band.highest < band.lowest:
            raise block.get("bands").fault(
                f"the bands leave a gap or overlap at {expected} points.",
                f"They must cover 0 to {matrix.most} without a break.",
            )
        expected = band.highest + 1
    if expected != matrix.most + 1:
        raise block.get("bands").fault(
            f"the bands end at {expected - 1} points, but the questions can give {matrix.most}."
        )
    levels = [band.level.rank for band in matrix.bands]
    if levels != sorted(set(levels)):
        raise block.get("bands").fault("the bands must rise from standard to high, each level once.")
    block.finish()
    return matrix


def _question(block: Block) -> Question:
    points, answers = block.find("yes"), block.find("answers")
    if answers and not points:
        read = block.each("answers", _answer)
        unique(((answer.id, answers) for answer in read), "answer")
    elif points and not answers:
        read = (Answer("yes", "Yes", points.number(), block.text("changes")), Answer("no", "No", 0))
    else:
        raise block.entry.fault("a question has either 'answers' or the points for 'yes'.")
    return Question(
        id=block.get("id").slug(),
        number=block.get("number").text(),
        heading=block.text("heading"),
        asks=block.get("asks").text(),
        hint=block.text("hint"),
        answers=read,
    )


def _answer(block: Block) -> Answer:
    return Answer(
        id=block.get("id").slug(),
        label=block.get("label").text(),
        points=block.get("points").number(),
        changes=block.text("changes"),
    )


def _band(block: Block) -> Band:
    return Band(block.get("level").word(RiskLevel), block.get("from").number(), block.get("to").number())


def _trigger(block: Block, duties: frozenset[str]) -> Trigger:
    named = block.find("duty")
    duty = named.one_of(sorted(duties), "duty") if named else ""
    return Trigger(
        block.get("id").slug(), block.get("label").text(), block.text("changes"), duty, block.flag("says_why")
    )


def _level(block: Block) -> LevelGuide:
    return LevelGuide(
        block.get("level").word(RiskLevel), block.get("means").text(), block.get("interventions").texts()
    )
