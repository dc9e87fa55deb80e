"""Django's registration of the people room."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "upstander.people"
    label = "people"
