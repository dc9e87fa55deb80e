"""Whose session this is, together with what every page of theirs asks of them: one statement instead of three."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, QuerySet

from upstander.confidentiality.api import fetch_one, with_teams


class StaffBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    """Signs staff in as allauth does."""

    def get_user(self, user_id: UUID) -> Any:  # Any: as Django has it
        """Whoever may sign in, with their teams (`viewer_of`) and whether one-time codes are set up (`next_step`)."""
        staff = fetch_one(_signed_in, user_id)
        return staff if staff is not None and self.user_can_authenticate(staff) else None


def codes_of(staff_id: UUID | OuterRef) -> QuerySet[Authenticator]:
    """The one-time codes of somebody, where these are set up."""
    codes: QuerySet[Authenticator] = Authenticator.objects.filter(
        user_id=staff_id, type=Authenticator.Type.TOTP
    )
    return codes.only("pk")[:1]


def _signed_in(staff_id: UUID) -> QuerySet[Any]:
    staff = with_teams(get_user_model().objects.filter(pk=staff_id))
    return staff.annotate(has_codes=Exists(codes_of(OuterRef("pk"))))
