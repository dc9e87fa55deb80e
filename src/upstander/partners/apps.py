"""Django's registration of the partners room."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "upstander.partners"
    label = "partners"
