"""Addresses of joint action groups. They hold ids only."""

from django.urls import path

from upstander.sites.joint import groups, items, meetings

app_name = "joint"
urlpatterns = [
    path("", groups.everything, name="groups"),
    path("new/", groups.new, name="new"),
    path("group/<uuid:group_id>/", groups.one, name="group"),
    path("group/<uuid:group_id>/change/", groups.change, name="change"),
    path("group/<uuid:group_id>/members/", groups.members, name="members"),
    path("group/<uuid:group_id>/end", groups.end, name="end"),
    path("group/<uuid:group_id>/another/", groups.another, name="another"),
    path("group/<uuid:group_id>/meetings.ics", groups.calendar, name="calendar"),
    path("<uuid:meeting_id>/", meetings.meeting, name="meeting"),
    path("<uuid:meeting_id>/move/", meetings.move, name="move"),
    path("<uuid:meeting_id>/who/", meetings.attendance, name="attendance"),
    path("<uuid:meeting_id>/held/", meetings.held, name="held"),
    path("<uuid:meeting_id>/about/", meetings.strategic, name="strategic"),
    path("<uuid:meeting_id>/about/<uuid:about_id>/", meetings.decided, name="decided"),
    path("<uuid:meeting_id>/action/<uuid:undertaking_id>/", meetings.action, name="action"),
    path("<uuid:meeting_id>/pack/<uuid:agency_id>/", meetings.pack, name="pack"),
    path("<uuid:meeting_id>/pack/<uuid:agency_id>/pack.pdf", meetings.paper, name="paper"),
    path("<uuid:meeting_id>/minutes/<uuid:agency_id>/", meetings.minutes, name="minutes"),
    path(
        "<uuid:meeting_id>/minutes/<uuid:agency_id>/minutes.pdf", meetings.minutes_paper, name="minutes_paper"
    ),
    path("case/<uuid:case_id>/", items.choose, name="choose"),
    path("case/<uuid:case_id>/<uuid:meeting_id>/", items.put, name="put"),
    path("item/<uuid:agenda_id>/", items.one, name="item"),
    path("item/<uuid:agenda_id>/share/", items.share, name="share"),
    path("item/<uuid:agenda_id>/out/", items.out, name="out"),
    path("item/<uuid:agenda_id>/record/", items.record, name="record"),
]
