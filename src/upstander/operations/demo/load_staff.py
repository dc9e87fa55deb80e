"""Makes the demo's teams and staff, with the demo's password and one-time codes. Never outside a demo database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password

from upstander.confidentiality.api import Viewer, acting, system, viewer_of, viewing
from upstander.operations.demo.staff import DEMO_PASSWORD, EMAIL_DOMAIN, staff, teams

_DEMO = system("demo")


def landlord_loaded() -> bool:
    """Whether the demo's staff are there: they come in one transaction with everything else that is loaded."""
    with viewing(_DEMO):
        return bool(_accounts().filter(email__endswith=f"@{EMAIL_DOMAIN}").exists())


def somebody_else_works_here() -> bool:
    """Whether there are staff that are not the demo's: then this is no database for a demo."""
    with viewing(_DEMO):
        return bool(_accounts().exclude(email__endswith=f"@{EMAIL_DOMAIN}").exists())


def hire_staff(*, now: datetime) -> dict[str, Viewer]:
    """Make teams and accounts; answers with everybody as a viewer, by slug."""
    model: Any = (
        get_user_model()
    )  # the account model is confidentiality's; its door has no action for many accounts
    team_model = model._meta.get_field("teams").related_model
    with acting(_DEMO, now, "staff.load") as act:
        made = {team.slug: team_model(slug=team.slug, name=team.name) for team in teams()}
        team_model.objects.bulk_create(made.values())
        password = make_password(DEMO_PASSWORD)  # once: hashing is slow on purpose
        accounts = {
            each.slug: model(
                email=each.email, password=password, name=each.name, post=each.post, roles=list(each.roles)
            )
            for each in staff()
        }
        for each in staff():
            account = accounts[each.slug]
            account.save(force_insert=True)
            account.teams.set([made[each.team.slug]])
            EmailAddress.objects.create(user=account, email=each.email, verified=True, primary=True)
            TOTP.activate(account, each.totp_secret)
        for each in staff():
            if each.manager:
                accounts[each.slug].manager = accounts[each.manager]
                accounts[each.slug].save(update_fields=["manager"])
        act.detail["rows"] = len(accounts)
        return {slug: viewer_of(account) for slug, account in accounts.items()}


def _accounts() -> Any:  # Any: a manager of the account model
    return get_user_model()._default_manager
