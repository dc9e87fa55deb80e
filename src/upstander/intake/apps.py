"""Django's registration of the intake room."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "upstander.intake"
    label = "intake"
