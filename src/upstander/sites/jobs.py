"""Jobs of the sites: sending somebody the link with which they set their password, or a body's person the code to sign in with."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from upstander.confidentiality.api import system
from upstander.messages.api import By, deliver
from upstander.partners.api import send_partner_code as partner_code
from upstander.partners.api import sweep_partner_sign_ins

_WORDS = """Somebody asked to set the password of your account for staff at {landlord}.

If that was you, open this within the hour:

{link}

If it was not you, do nothing: your password stays as it is. Tell your administrator if it happens again.
"""


class NotTaken(Exception):
    """The mail server took nothing. Carries no words: what failed is logged by class."""


@app.task(retry=RetryStrategy(max_attempts=4, wait=60), pass_context=False)
def send_password_link(staff_id: str) -> None:
    """Make the link and send it. It stands nowhere but in that message."""
    staff = get_user_model().objects.filter(pk=UUID(staff_id), is_active=True).first()
    if staff is None:
        return
    token = default_token_generator.make_token(
        staff
    )  # over with the next change of password, and after an hour
    link = f"{settings.UPSTANDER_BASE_URL}{reverse('password_link_set', args=[staff.pk, token])}"
    body = _WORDS.format(landlord=settings.LANDLORD["name"], link=link)
    answer = deliver(
        By.EMAIL, to=staff.email, subject="Your password", body=body, key=str(uuid4()), now=timezone.now()
    )
    if answer.kind == "later":
        raise NotTaken


@app.task(pass_context=False)
def send_partner_code(asking_id: str) -> None:
    """Send a code, if what was typed is the address of somebody who signs in for a body. Nobody is told whether it was."""

    def send(to: str, code: str) -> bool:
        body = (
            f"Your code is {code}. It works once, for 10 minutes.\n\n"
            f"If you did not ask for it, call {settings.LANDLORD['phone']}."
        )
        answer = deliver(
            By.EMAIL, to=to, subject="Your code", body=body, key=str(uuid4()), now=timezone.now()
        )
        return answer.kind in ("taken", "unknown")

    partner_code(asking_id=UUID(asking_id), send=send, by=system("partner code"), now=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="partner-sweep", pass_context=False)
def sweep_partners(timestamp: int) -> None:
    """Delete sign-ins of bodies' people that are over."""
    sweep_partner_sign_ins(by=system("partner-sweep"), now=timezone.now())
