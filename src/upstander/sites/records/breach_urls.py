"""Addresses of the breach log. They hold ids and codes only."""

from django.urls import path

from upstander.sites.records import breaches

app_name = "breaches"
urlpatterns = [
    path("", breaches.log, name="log"),
    path("new/", breaches.new, name="new"),
    path("raised/<slug:reference>/", breaches.raised, name="raised"),
    path("log.csv", breaches.export, name="export"),
    path("<uuid:breach_id>/", breaches.one, name="one"),
    path("<uuid:breach_id>/done/<uuid:action_id>", breaches.done, name="done"),
    path("<uuid:breach_id>/<slug:step>/", breaches.change, name="change"),
]
