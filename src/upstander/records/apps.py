"""Django's registration of the records room."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "upstander.records"
    label = "records"
