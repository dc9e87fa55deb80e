"""Django's registration of the sites: pages, forms and templates; no rules, no SQL."""

from django.apps import AppConfig


class SitesConfig(AppConfig):
    name = "upstander.sites"
    label = "sites"
