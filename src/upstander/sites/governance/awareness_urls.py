"""Addresses of campaigns and of work for good neighbours. They hold ids only."""

from django.urls import path

from upstander.sites.governance import awareness

app_name = "awareness"
urlpatterns = [
    path("", awareness.calendar, name="calendar"),
    path("plan/", awareness.plan, name="plan"),
    path("neighbours/", awareness.neighbours, name="neighbours"),
    path("neighbours/add/", awareness.work, name="work"),
    path("neighbours/<uuid:work_id>/back/", awareness.work_back, name="work-back"),
    path("<uuid:campaign_id>/", awareness.one, name="campaign"),
    path("<uuid:campaign_id>/words/", awareness.write, name="write"),
    path("<uuid:campaign_id>/words/<uuid:text_id>/", awareness.decide, name="decide"),
    path("<uuid:campaign_id>/reach/", awareness.reach, name="reach"),
    path("<uuid:campaign_id>/off/", awareness.off, name="off"),
]
