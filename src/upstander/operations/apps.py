"""Django's registration of the operations room."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "upstander.operations"
    label = "operations"
