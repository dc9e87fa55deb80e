"""Addresses of the log of requests for data. They hold ids and codes only."""

from django.urls import path

from upstander.sites.records import access

app_name = "access"
urlpatterns = [
    path("", access.log, name="log"),
    path("new/", access.new, name="new"),
    path("<uuid:request_id>/", access.one, name="one"),
    path("<uuid:request_id>/<slug:step>/", access.change, name="change"),
]
