"""Questions about people and about reaching them safely."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from upstander.lib.phones import can_be_dialled
from upstander.sites.public.forms.base import LONG, SHORT, Choice, Question, any_of, one_of, words


class Whose(Question):
    """Who it happened to, and so what part the person who reports has in it."""

    whose = one_of(_("Who did it happen to?"))

    def ask(self) -> None:
        if self.asking.young:
            self.offer(
                "whose",
                [
                    Choice("survivor", _("Me")),
                    Choice("household", _("Somebody I live with")),
                    Choice("witness", _("Somebody else")),
                ],
            )
            return
        self.offer(
            "whose",
            [
                Choice("survivor", _("Me")),
                Choice("household", _("Somebody I live with")),
                Choice("witness", _("Somebody else, and I saw or heard it")),
                Choice("third_party", _("Somebody else, and I am telling you for them")),
                Choice(
                    "professional",
                    _("Somebody I help in my work"),
                    _("For example as a teacher, nurse or support worker"),
                ),
            ],
        )


AGES = (Choice("under_16", _("Under 16")), Choice("16_17", _("16 or 17")))


def _ties(landlord: str, *, own: bool) -> list[Choice]:
    name = {"landlord": landlord}
    if own:
        return [
            Choice("customer", _("I rent or own my home through %(landlord)s") % name),
            Choice("household_member", _("I live with somebody who does")),
            Choice("public", _("Neither")),
            Choice("unknown", _("I am not sure")),
        ]
    return [
        Choice("customer", _("They rent or own their home through %(landlord)s") % name),
        Choice("household_member", _("They live with somebody who does")),
        Choice("employee", _("They work for %(landlord)s") % name),
        Choice("public", _("None of these")),
        Choice("unknown", _("I am not sure")),
    ]


class Them(Question):
    """The person it happened to, when that is not the one who reports."""

    them_name = words(_("Their name"))
    them_address = words(_("Where they live"), most=500)
    them_tie = one_of(_("How do they know us?"))
    them_age = one_of(_("How old are they?"))
    them_know = one_of(_("Do they know that you are telling us?"))

    def ask(self) -> None:
        self.offer("them_tie", _ties(self.asking.landlord, own=False))
        self.offer(
            "them_age", [*AGES, Choice("adult", _("18 or over")), Choice("unknown", _("I am not sure"))]
        )
        self.offer(
            "them_know",
            [Choice("yes", _("Yes")), Choice("no", _("No")), Choice("unsure", _("I am not sure"))],
        )
        if self.asking.whose == "household":
            del self.fields["them_know"]


class About(Question):
    """The person who reports. All of it may stay empty: a report without a name is a report."""

    name = words(_("Your name"))
    organisation = words(_("Who you work for"))
    address = words(_("Your address"), most=500)
    tie = one_of(_("How do you know us?"))
    staff = any_of(_("Your work"))
    minor = any_of(_("Your age"))

    def ask(self) -> None:
        self.offer("minor", [Choice("yes", _("I am under 18"), _("Then we ask who it is safe to tell"))])
        self.offer("tie", _ties(self.asking.landlord, own=True))
        self.offer(
            "staff",
            [
                Choice(
                    "employee",
                    _("I work for %(landlord)s") % {"landlord": self.asking.landlord},
                    _(
                        "Then your report goes only to your line manager or to People and Learning, as you choose"
                    ),
                )
            ],
        )
        dropped = {"organisation"} if self.asking.whose != "professional" else {"address", "tie", "minor"}
        if not self.asking.for_self:
            dropped.add("staff")
        if self.asking.whose in ("witness", "third_party"):
            dropped |= {"address", "tie"}
        if self.asking.young_from_start:
            dropped |= {"minor", "tie", "staff"}
        if self.asking.signed_in:  # we know who and where they are
            dropped |= {"name", "address", "tie"}
        for name in dropped:
            del self.fields[name]


class Contact(Question):
    """Ways that are safe. Nothing ticked means that we must not guess."""

    ways = any_of(_("How can we reach you safely?"))
    phone = words(_("Phone number that is safe"), most=SHORT)
    email = words(_("Email address that is safe"), most=SHORT)
    post = words(_("Address for letters that is safe"), most=500)

    def ask(self) -> None:
        # Whoever a child lives with opens the post. What was ticked before they said their age stays.
        post = not self.asking.young or "post" in self.asking.ways
        self.offer(
            "ways",
            [
                Choice("phone", _("Call me")),
                Choice("text", _("Text me")),
                Choice("email", _("Email me")),
                *([Choice("post", _("Write to me by post"))] if post else []),
                Choice(
                    "none", _("Do not contact me"), _("We still act on what you told us, as far as we can")
                ),
            ],
        )
        if not post:
            del self.fields["post"]

    def clean_phone(self) -> str:
        typed: str = self.cleaned_data["phone"]
        if typed and not can_be_dialled(typed):
            raise forms.ValidationError(
                _(
                    "Check the phone number. It should be like 07700 900 100. If it is not a UK number, start with + and the country."
                )
            )
        return typed

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"]
        if typed:
            try:
                validate_email(typed)
            except forms.ValidationError as error:
                raise forms.ValidationError(
                    _("Check the email address. It should be like name@example.com.")
                ) from error
        return typed

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        ways = told.get("ways") or []
        if "none" in ways and len(ways) > 1:
            self.add_error(
                "ways",
                _("You ticked ways to reach you and also “Do not contact me”. Untick one or the other."),
            )
            return told
        if "none" in ways:
            return told
        for needed, field, missing in (
            (
                {"phone", "text"},
                "phone",
                _("Add the number that is safe to call or text, or untick calls and texts."),
            ),
            ({"email"}, "email", _("Add the email address that is safe, or untick email.")),
        ):
            if field not in self.errors and needed & set(ways) and not told.get(field):
                self.add_error(field, missing)
        for field, wanted, unticked in (
            (
                "phone",
                {"phone", "text"},
                _("You gave a phone number. Tick whether we may call it, text it, or both."),
            ),
            (
                "email",
                {"email"},
                _("You gave an email address. Tick “Email me” if it is safe to write to it, or remove it."),
            ),
            (
                "post",
                {"post"},
                _("You gave an address for letters. Tick “Write to me by post” if it is safe, or remove it."),
            ),
        ):
            if told.get(field) and not wanted & set(ways) and "ways" not in self.errors:
                self.add_error("ways", unticked)
        return told


class Safety(Question):
    """What would make contact dangerous, and what would make it safe."""

    times = any_of(_("When is it safe to call or text?"))
    voicemail = one_of(_("Can we leave a voicemail?"))
    care = any_of(_("Anything we must take care of?"))
    codeword = words(_("A word we should say first, so that you know it is really us"))
    trusted = words(_("Somebody we may speak to in your place, and how to reach them"), most=500)
    contact_words = words(_("Anything else about reaching you safely"), most=LONG)

    def ask(self) -> None:
        self.offer(
            "times",
            [
                Choice("morning", _("Mornings, 8am to midday")),
                Choice("afternoon", _("Afternoons, midday to 5pm")),
                Choice("evening", _("Evenings, 5pm to 8pm")),
                Choice("any", _("Any of these times")),
            ],
        )
        self.offer("voicemail", [Choice("yes", _("Yes")), Choice("no", _("No"))])
        if not self.asking.ways & {"phone", "text"}:
            del self.fields["times"]
        if "phone" not in self.asking.ways:
            del self.fields["voicemail"]
        if self.asking.young:  # asked on a page of its own
            del self.fields["trusted"]
        self.offer(
            "care",
            [
                Choice("shared", _("Other people can see my phone, email or post")),
                Choice("not_home", _("Do not come or write to my home")),
                Choice(
                    "say_who",
                    _("It is all right to say that you are from %(landlord)s")
                    % {"landlord": self.asking.landlord},
                ),
            ],
        )


class Needs(Question):
    """Being safe tonight, and what would help. Not put to somebody who reports for another person."""

    tonight = one_of(_("Can you stay safely where you are tonight?"))
    help = any_of(_("What would help you?"))
    language = words(_("A language you would rather use"))
    formats = any_of(_("How should we write or speak to you?"))

    def ask(self) -> None:
        self.offer(
            "tonight", [Choice("yes", _("Yes")), Choice("no", _("No")), Choice("unsure", _("I am not sure"))]
        )
        self.offer(
            "help",
            [
                Choice("women", _("Only women among the staff I deal with")),
                Choice("support", _("Support because of my age, health or a disability")),
                *([] if self.asking.young else [Choice("move", _("Advice about moving home"))]),
            ],
        )
        self.offer(
            "formats",
            [
                Choice("large_print", _("Large print")),
                Choice("easy_read", _("Easy read")),
                Choice("audio", _("Audio")),
                Choice("braille", _("Braille")),
                Choice("bsl", _("British Sign Language")),
                Choice("interpreter", _("An interpreter")),
            ],
        )
