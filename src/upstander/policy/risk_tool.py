"""The risk assessment as data: questions, answers, points, bands, triggers and what each level leads to."""

from dataclasses import dataclass

from upstander.policy.vocabulary import RiskLevel


@dataclass(frozen=True, slots=True)
class Answer:
    """One possible answer and its points. `changes` says what else it opens, in words."""

    id: str
    label: str
    points: int
    changes: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its answers; a yes-or-no question has the answers `yes` and `no`."""

    id: str
    number: str
    heading: str
    asks: str
    hint: str
    answers: tuple[Answer, ...]

    @property
    def most(self) -> int:
        """The most points any answer gives."""
        return max(answer.points for answer in self.answers)

    def answer(self, id: str) -> Answer | None:
        """The answer of that id, or None."""
        return next((answer for answer in self.answers if answer.id == id), None)


@dataclass(frozen=True, slots=True)
class Band:
    """From `lowest` points to `highest`, both included, the level is `level`."""

    level: RiskLevel
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """A set of questions whose points are added up and read off against bands."""

    id: str
    label: str
    questions: tuple[Question, ...]
    bands: tuple[Band, ...]

    @property
    def most(self) -> int:
        """The highest total the questions can give."""
        return sum(question.most for question in self.questions)

    def level(self, total: int) -> RiskLevel:
        """The level of the band that holds the total."""
        return next(band.level for band in self.bands if band.lowest <= total <= band.highest)


@dataclass(frozen=True, slots=True)
class Trigger:
    """Something that makes the level high whatever the points say. `duty`: what is to be done about it at once, where that is one.
    `says_why`: it is somebody's judgement, and they write down why."""

    id: str
    label: str
    changes: str = ""
    duty: str = ""
    says_why: bool = False


@dataclass(frozen=True, slots=True)
class LevelGuide:
    """What a level means and the interventions it leads to."""

    level: RiskLevel
    means: str
    interventions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RiskTool:
    """The whole tool: the general matrix, the hate overlay, the triggers and the levels."""

    matrix: Matrix
    overlay: Matrix
    triggers: tuple[Trigger, ...]
    levels: tuple[LevelGuide, ...]
    note: str

    def guide(self, level: RiskLevel) -> LevelGuide:
        """What the level leads to."""
        return next(guide for guide in self.levels if guide.level is level)

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions, the matrix first."""
        return self.matrix.questions + self.overlay.questions
