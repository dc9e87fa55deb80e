"""Signing in through the landlord's portal (OpenID Connect, code flow with PKCE). It vouches for a person or tenancy of the housing
system; nothing that it says of anybody is kept, and no account is ever made.

What is needed between going there and coming back lies in a signed cookie: this site keeps no session for customers. It is the one
cookie that may come along from another site, and it opens nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import Any
from urllib.parse import urlencode

import jwt
import requests
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from upstander.intake.api import sign_in_by_portal
from upstander.sites.public.cookie import away_of, hand_account_token, hand_away, take_back_away

_SALT = "upstander.portal"
_LASTS = 600  # seconds to sign in there
_TIMEOUT = 10
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]


class PortalSilent(Exception):
    """The portal does not answer, or not as the standard says."""


@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Off to the portal. Without one in the settings there is no such page."""
    if not settings.UPSTANDER_PORTAL_SERVER:
        return redirect("account:home")
    state, nonce, verifier = (secrets.token_urlsafe(32) for _each in range(3))
    try:
        where = str(_known()["authorization_endpoint"])
    except (PortalSilent, KeyError):
        return _sorry(request, "silent")
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": settings.UPSTANDER_PORTAL_CLIENT_ID,
        "redirect_uri": _back(),
        "scope": settings.UPSTANDER_PORTAL_SCOPE,
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    answer = redirect(f"{where}{'&' if '?' in where else '?'}{urlencode(asked)}")
    hand_away(answer, signing.dumps([state, nonce, verifier], salt=_SALT), _LASTS)
    return answer


@require_safe
def come_back(request: HttpRequest) -> HttpResponse:
    """Back from the portal, with a code for us or without. Whoever is not one person of the directory is told kindly, all alike."""
    if not settings.UPSTANDER_PORTAL_SERVER:
        return redirect("account:home")
    try:
        state, nonce, verifier = signing.loads(away_of(request), salt=_SALT, max_age=_LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return _over(_sorry(request, "again"))
    if not hmac.compare_digest(str(request.GET.get("state") or ""), state):
        return _over(_sorry(request, "again"))
    code = str(request.GET.get("code") or "")[:2000]
    if not code:
        return _over(_sorry(request, "stopped"))
    try:
        reference = _reference(code, verifier, nonce)
    except PortalSilent:
        return _over(_sorry(request, "silent"))
    tenancy = settings.UPSTANDER_PORTAL_MEANS == "tenancy"
    token = sign_in_by_portal(reference, tenancy=tenancy, now=timezone.now())
    if token is None:
        return _over(_sorry(request, "unknown"))
    # No redirect: on a way that began at another site, browsers would leave our cookies behind.
    answer = _over(render(request, "customer/portal_in.html", {}))
    hand_account_token(answer, token)
    return answer


def _sorry(request: HttpRequest, why: str) -> HttpResponse:
    context = {"why": why, "portal": settings.UPSTANDER_PORTAL_NAME}
    return render(request, "customer/portal.html", context, status=503 if why == "silent" else 403)


def _over(answer: HttpResponse) -> HttpResponse:
    take_back_away(answer)
    return answer


def _back() -> str:
    return f"{settings.UPSTANDER_BASE_URL}{reverse('account:portal_back')}"


def _known() -> dict[str, Any]:
    """What the portal says of itself. Any: JSON as the standard describes it. Raises PortalSilent."""
    server = settings.UPSTANDER_PORTAL_SERVER
    found = _json("get", f"{server}/.well-known/openid-configuration")
    if str(found.get("issuer", "")).rstrip("/") != server:
        raise PortalSilent
    return found


def _reference(code: str, verifier: str, nonce: str) -> str:
    """What the portal knows the person by, out of a token that it signed for us and for this very sign-in. Raises PortalSilent."""
    known = _known()
    try:
        given = _json(
            "post",
            str(known["token_endpoint"]),
            data={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": _back(),
                "code_verifier": verifier,
            },
            auth=(settings.UPSTANDER_PORTAL_CLIENT_ID, settings.UPSTANDER_PORTAL_CLIENT_SECRET),
        )
        signed = str(given["id_token"])
        keys = jwt.PyJWKSet.from_dict(_json("get", str(known["jwks_uri"])))
        key = next(
            each
            for each in keys.keys
            if each.key_id == jwt.get_unverified_header(signed).get("kid", each.key_id)
        )
        told = jwt.decode(
            signed,
            key,
            algorithms=_ALGORITHMS,
            audience=settings.UPSTANDER_PORTAL_CLIENT_ID,
            issuer=str(known["issuer"]),
            leeway=60,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except (KeyError, StopIteration, TypeError, jwt.PyJWTError) as wrong:
        raise PortalSilent from wrong
    if not hmac.compare_digest(str(told.get("nonce", "")), nonce):
        raise PortalSilent
    claim = settings.UPSTANDER_PORTAL_CLAIM
    if claim not in told and "userinfo_endpoint" in known:
        bearer = {"Authorization": f"Bearer {given.get('access_token', '')}"}
        more = _json("get", str(known["userinfo_endpoint"]), headers=bearer)
        told = more if more.get("sub") == told["sub"] else told
    value = told.get(claim)
    return value if isinstance(value, str) else ""


def _json(method: str, url: str, **given: Any) -> dict[str, Any]:
    try:
        answer = requests.request(method, url, timeout=_TIMEOUT, allow_redirects=False, **given)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as wrong:
        raise PortalSilent from wrong
    if not isinstance(found, dict):
        raise PortalSilent
    return found
