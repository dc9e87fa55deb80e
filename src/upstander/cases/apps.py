"""Django's registration of the cases room."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "upstander.cases"
    label = "cases"
