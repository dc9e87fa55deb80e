"""Django's registration of the performance room."""

from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "upstander.performance"
    label = "performance"
