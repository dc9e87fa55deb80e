"""Addresses of a customer's account. They say nothing about what it is for."""

from django.urls import path

from upstander.sites.account import case, portal, views

app_name = "account"

urlpatterns = [
    path("you", views.home, name="home"),
    path("you/code", views.code, name="code"),
    path("you/away", portal.begin, name="portal"),
    path("you/away/back", portal.come_back, name="portal_back"),
    path("you/new", views.new, name="new"),
    path("you/open/<uuid:mailbox_id>", views.open_report, name="open"),
    path("you/with/<uuid:case_id>", case.page, name="case"),
    path("you/with/<uuid:case_id>/plan", case.plan, name="plan"),
    path("you/with/<uuid:case_id>/plan/keep", case.plan_pdf, name="plan_pdf"),
    path("you/with/<uuid:case_id>/sharing", case.sharing, name="sharing"),
    path("you/with/<uuid:case_id>/sharing/keep/<uuid:said_id>", case.receipt, name="receipt"),
    path("you/with/<uuid:case_id>/sharing/stop/<uuid:consent_id>", case.stop, name="stop"),
    path("you/with/<uuid:case_id>/time/<uuid:visit_id>", case.visit, name="visit"),
    path("you/with/<uuid:case_id>/reach", case.reach, name="reach"),
    path("you/with/<uuid:case_id>/messages", case.messages, name="messages"),
    path("you/with/<uuid:case_id>/write", case.write, name="write"),
    path("you/with/<uuid:case_id>/hide", case.hide, name="hide"),
    path("you/leave", views.leave, name="leave"),
]
