"""Addresses of the staff pages. They hold ids and codes, never a name."""

from django.urls import path

from upstander.sites.staff.views import audit, case, cases, files, mailbox, manage, people, queue, today, work

app_name = "staff"
urlpatterns = [
    path("", today.my_day, name="today"),
    path("notices/seen", today.dismiss, name="notices-seen"),
    path("queue/", queue.new_reports, name="queue"),
    path("queue/waiting", queue.waiting, name="waiting"),
    path("queue/<uuid:report_id>/", queue.one_report, name="triage"),
    path("cases/", cases.list_of_cases, name="cases"),
    path("cases/<uuid:case_id>/", case.one_case, name="case"),
    path("cases/<uuid:case_id>/contact/", work.contact, name="contact"),
    path("cases/<uuid:case_id>/visit/", work.visit, name="visit"),
    path("cases/<uuid:case_id>/risk/", work.risk, name="risk"),
    path("cases/<uuid:case_id>/plan/", work.plan, name="plan"),
    path("cases/<uuid:case_id>/plan/<uuid:step_id>/", work.step, name="step"),
    path("cases/<uuid:case_id>/duty/<slug:slug>/", work.duty, name="duty"),
    path("cases/<uuid:case_id>/finding/", work.finding, name="finding"),
    path("cases/<uuid:case_id>/mailbox/<uuid:mailbox_id>/", mailbox.reply, name="mailbox"),
    path("cases/<uuid:case_id>/note/", work.note, name="note"),
    path("cases/<uuid:case_id>/person/", people.person, name="person"),
    path("cases/<uuid:case_id>/survivor/", people.survivor, name="survivor"),
    path("cases/<uuid:case_id>/safe-contact/", people.safe_contact, name="safe-contact"),
    path("cases/<uuid:case_id>/assign/", manage.assign, name="assign"),
    path("cases/<uuid:case_id>/let-in/", manage.name_somebody, name="let-in"),
    path("cases/<uuid:case_id>/closing/", manage.propose, name="propose"),
    path("cases/<uuid:case_id>/closing/decision/", manage.decide, name="decide"),
    path("cases/<uuid:case_id>/audit/", audit.of_case, name="case-audit"),
    path("search/", people.search, name="search"),
    path("people/", people.directory, name="people"),
    path("files/<uuid:attachment_id>/view", files.view, name="file-view"),
    path("files/<uuid:attachment_id>/original", files.original, name="file-original"),
    path("board/", manage.team, name="board"),
    path("audit/", audit.entries, name="audit"),
]
