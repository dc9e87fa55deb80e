"""The cookies of the public site: a random token for a report, for an hour; another for a visit to one sent before,
for its length; two for an account, while a code is waited for and while somebody is signed in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from upstander.intake.api import ACCOUNT_IDLE, IDLE, LIFETIME


def _name() -> str:
    """A name that says nothing about why anybody came. The prefix makes browsers refuse it over anything but TLS."""
    return "__Host-visit" if settings.SESSION_COOKIE_SECURE else "visit"


def token_of(request: HttpRequest) -> str:
    """The token that the visitor holds, or nothing. It may be anything: the drafts decide whether it is one of theirs."""
    return request.COOKIES.get(_name(), "")


def hand_token(response: HttpResponse, token: str) -> None:
    """Give the visitor this token for another hour."""
    response.set_cookie(
        _name(),
        token,
        max_age=int(LIFETIME.total_seconds()),
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _visit_name() -> str:
    return "__Host-page" if settings.SESSION_COOKIE_SECURE else "page"


def visit_token_of(request: HttpRequest) -> str:
    """The token of an opened mailbox, or nothing."""
    return request.COOKIES.get(_visit_name(), "")


def hand_visit_token(response: HttpResponse, token: str) -> None:
    """Keep a mailbox open for another twenty minutes."""
    response.set_cookie(
        _visit_name(),
        token,
        max_age=int(IDLE.total_seconds()),
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _asking_name() -> str:
    return "__Host-asked" if settings.SESSION_COOKIE_SECURE else "asked"


def asking_token_of(request: HttpRequest) -> str:
    """The token of whoever asked for a code, or nothing."""
    return request.COOKIES.get(_asking_name(), "")


def hand_asking_token(response: HttpResponse, token: str) -> None:
    """Remember until the browser closes that a code was asked for here."""
    response.set_cookie(
        _asking_name(), token, httponly=True, samesite="Strict", secure=settings.SESSION_COOKIE_SECURE
    )


def take_asking_away(response: HttpResponse) -> None:
    """The code was given."""
    _take_away(response, _asking_name())


def _account_name() -> str:
    return "__Host-you" if settings.SESSION_COOKIE_SECURE else "you"


def account_token_of(request: HttpRequest) -> str:
    """The token of whoever is signed in to their account, or nothing."""
    return request.COOKIES.get(_account_name(), "")


def hand_account_token(response: HttpResponse, token: str) -> None:
    """Keep an account open for another twenty minutes."""
    response.set_cookie(
        _account_name(),
        token,
        max_age=int(ACCOUNT_IDLE.total_seconds()),
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _away_name() -> str:
    return "__Host-away" if settings.SESSION_COOKIE_SECURE else "away"


def away_of(request: HttpRequest) -> str:
    """What was kept while somebody is at the landlord's portal, or nothing."""
    return request.COOKIES.get(_away_name(), "")


def hand_away(response: HttpResponse, kept: str, seconds: int) -> None:
    """Keep this while somebody signs in at the landlord's portal. It comes along from another site and opens nothing."""
    response.set_cookie(
        _away_name(),
        kept,
        max_age=seconds,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def take_back_away(response: HttpResponse) -> None:
    """They came back."""
    _take_away(response, _away_name())


def take_cookies_away(response: HttpResponse) -> None:
    """Leave nothing of this visit in the browser."""
    for name in (
        _name(),
        _visit_name(),
        _asking_name(),
        _account_name(),
        _away_name(),
        settings.CSRF_COOKIE_NAME,
    ):
        _take_away(response, name)


def _take_away(response: HttpResponse, name: str) -> None:
    response.set_cookie(
        name, "", max_age=0, httponly=True, samesite="Strict", secure=settings.SESSION_COOKIE_SECURE
    )
