"""Addresses of the public site. Nobody signs in here."""

from django.urls import path

from upstander.sites.public.topics import TOPICS
from upstander.sites.public.views import (
    check,
    equality,
    files,
    how_we_did,
    mailbox,
    pages,
    questions,
    start,
    telling_all,
)

app_name = "public"

urlpatterns = [
    path("", pages.home, name="home"),
    path("exit", pages.exit_page, name="exit"),
    path("help", pages.help_index, name="help"),
    path("help/easy-read", pages.easy_read, name="easy_read"),
    path("help/print", pages.help_print, name="help_print"),
    *(path(each.slug, pages.topic, {"name": each.name}, name=each.name) for each in TOPICS),
    path("policy", telling_all.policy, name="policy"),
    path("campaigns", telling_all.campaigns, name="campaigns"),
    path("privacy", pages.privacy, name="privacy"),
    path("accessibility", pages.accessibility, name="accessibility"),
    path("contact", pages.contact, name="contact"),
    path("back", mailbox.come_back, name="return"),
    path("back/page", mailbox.page, name="mailbox"),
    path("back/write", mailbox.write, name="mailbox_write"),
    path("back/more", mailbox.more, name="mailbox_more"),
    path("back/files", mailbox.files, name="mailbox_files"),
    path("back/reach", mailbox.reach, name="mailbox_reach"),
    path("back/now", mailbox.danger, name="mailbox_danger"),
    path("say/<slug:token>", how_we_did.how_we_did, name="how_we_did"),
    path("report", start.start, name="start"),
    path("report/under-18", start.start, {"young": True}, name="young"),
    path("report/danger/now", questions.danger_now, name="danger_now"),
    path("report/check", check.check, name="check"),
    path("report/received", check.received, name="received"),
    path("report/about-you", equality.about_you, name="about_you"),
    path("report/files", files.files, name="files"),
    path("report/files/<uuid:file_id>", files.draft_file, name="draft_file"),
    path("report/<slug:slug>", questions.question, name="step"),
]
