"""What the framework alone costs: a page with one query and no middleware, beside which ours are put."""

from __future__ import annotations

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.urls import path


def bare(request: HttpRequest) -> HttpResponse:
    """How many teams there are."""
    return HttpResponse(f"{apps.get_model('confidentiality', 'Team').objects.count()} teams")


urlpatterns = [path("", bare)]
