"""Addresses of a customer's account. They say nothing about what it is for."""

from django.urls import path

from upstander.sites.account import views

app_name = "account"

urlpatterns = [
    path("you", views.home, name="home"),
    path("you/code", views.code, name="code"),
    path("you/new", views.new, name="new"),
    path("you/open/<uuid:mailbox_id>", views.open_report, name="open"),
    path("you/leave", views.leave, name="leave"),
]
