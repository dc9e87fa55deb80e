"""Addresses of the pages of a body's named people. They say nothing of what they are for, and hold ids only."""

from django.urls import path

from upstander.sites.partner import desk

app_name = "desk"
urlpatterns = [
    path("", desk.home, name="home"),
    path("code/", desk.code, name="code"),
    path("leave/", desk.leave, name="leave"),
    path("referral/<uuid:referral_id>/", desk.referral, name="referral"),
    path("pack/<uuid:pack_id>/", desk.pack, name="pack"),
    path("pack/<uuid:pack_id>/pack.pdf", desk.paper, name="paper"),
    path("action/<uuid:action_id>/", desk.action, name="action"),
    path("tell/<slug:sort>/<uuid:about_id>/", desk.tell, name="tell"),
]
