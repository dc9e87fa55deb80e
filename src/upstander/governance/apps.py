"""Django's registration of the governance room."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "upstander.governance"
    label = "governance"
