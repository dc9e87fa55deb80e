"""Django's registration of the confidentiality room."""

from django.apps import AppConfig


class ConfidentialityConfig(AppConfig):
    name = "upstander.confidentiality"
    label = "confidentiality"
