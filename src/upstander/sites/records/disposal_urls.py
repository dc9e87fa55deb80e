"""Addresses of disposal. They hold ids alone."""

from django.urls import path

from upstander.sites.records import disposal, holds

app_name = "disposal"
urlpatterns = [
    path("", disposal.due, name="due"),
    path("runs/<uuid:run_id>/", disposal.one_run, name="run"),
    path("runs/<uuid:run_id>/out/<uuid:item_id>/", disposal.leave_out, name="out"),
    path("runs/<uuid:run_id>/certificate/", disposal.certificate, name="certificate"),
    path("runs/<uuid:run_id>/certificate.pdf", disposal.certificate_file, name="certificate-pdf"),
    path("holds/<uuid:case_id>/", holds.hold, name="hold"),
    path("dates/<uuid:case_id>/", holds.dates, name="dates"),
]
