"""The words of consents and disclosures. Codes are stored; a code keeps its meaning for good."""

from __future__ import annotations

from dataclasses import dataclass

from upstander.partners.api import PURPOSES as PURPOSES  # an agreement is for the same

GROUNDS: dict[str, str] = {
    "consent": "They gave explicit consent to this, for this body",
    "emergency": "Someone is at risk of immediate harm and emergency help is needed",
    "lawful": "Another lawful ground (safeguarding, crime, legal claim): managers only",
}
EMERGENCIES: dict[str, str] = {
    "life": "Somebody may be killed or badly hurt",
    "child": "A child is at risk of harm",
    "adult": "An adult who cannot protect themselves is at risk of harm",
    "fire": "Fire, or a threat of fire",
    "other": "Another immediate harm: say what below",
}


@dataclass(frozen=True, slots=True)
class LawfulGround:
    """A ground on which the law allows sharing without consent. `basis`: UK GDPR Article 6; `condition`: Article 9 and
    Schedule 1 of the Data Protection Act 2018, where special-category data are shared."""

    label: str
    basis: str
    condition: str


LAWFUL: dict[str, LawfulGround] = {
    "vital": LawfulGround("Vital interests: to protect somebody's life", "6(1)(d)", "9(2)(c)"),
    "safeguarding": LawfulGround(
        "Safeguarding a child or an adult at risk", "6(1)(ea), Annex 1", "9(2)(g), Sch 1 para 18"
    ),
    "crime": LawfulGround("Preventing or detecting crime", "6(1)(ea), Annex 1", "9(2)(g), Sch 1 para 10"),
    "legal": LawfulGround("Legal claims or legal advice", "6(1)(f)", "9(2)(f)"),
    "court": LawfulGround("A court or the law requires it", "6(1)(c)", "9(2)(f)"),
    "public_task": LawfulGround(
        "A public body asks for it for its own task", "6(1)(ea), Annex 1", "9(2)(g), Sch 1 para 6"
    ),
}
SPECIAL = frozenset(
    {"equality", "health", "account"}
)  # kinds that say or imply special-category data (Article 9)
METHODS: dict[str, str] = {
    "phone": "By telephone",
    "secure_mail": "By secure mail",
    "portal": "In their own secure system",
    "in_person": "In person",
    "post": "By recorded post",
}
ASKED_BY: dict[str, str] = {
    "us": "We offered it",
    "person": "The person it is about asked us to",
    "body": "The body asked us",
    "court": "A court ordered it",
}
INFORMED: dict[str, str] = {"yes": "Yes", "later": "Not yet: they will be", "no": "No: say why below"}
GIVEN: dict[str, str] = {
    "in_person": "In person",
    "phone": "By telephone",
    "writing": "In writing",
    "mailbox": "Through their mailbox",
}
CAPACITY: dict[str, str] = {
    "presumed": "They decided for themselves",
    "settled": "There was a concern; it was looked into, and they can make this decision",
    "child": "They are a child and understand this decision",
    "authority": "Somebody with authority decided for them",
}
