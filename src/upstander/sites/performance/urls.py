"""Addresses of the pages on performance. They hold months, measures and codes."""

from django.urls import path

from upstander.sites.performance import dashboards, fairness, measures, reports, returns

app_name = "performance"
urlpatterns = [
    path("", dashboards.dashboard, name="dashboard"),
    path("views/save", dashboards.save, name="save-view"),
    path("views/<uuid:view_id>/delete", dashboards.forget, name="forget-view"),
    path("measures/", measures.listing, name="measures"),
    path("measures/<slug:measure>/", measures.one, name="measure"),
    path("reports/", reports.listing, name="reports"),
    path("reports/<int:year>-<int:month>/", reports.one, name="report"),
    path("reports/<int:year>-<int:month>/check/", reports.check, name="report-check"),
    path("reports/<int:year>-<int:month>/approve/", reports.approve, name="report-approve"),
    path("reports/<int:year>-<int:month>/file.<str:form>", reports.download, name="report-file"),
    path("nm01/", returns.this_year, name="nm01"),
    path("nm01/<int:year>/", returns.one, name="nm01-year"),
    path("nm01/<int:year>/homes/", returns.homes, name="nm01-homes"),
    path("nm01/<int:year>/cases/<str:part>/", returns.cases, name="nm01-cases"),
    path("nm01/<int:year>/decide/<uuid:case_id>/", returns.decide, name="nm01-decide"),
    path("nm01/<int:year>/benchmark.<str:form>", returns.export, name="benchmark"),
    path("fairness/", fairness.compared, name="fairness"),
    path("silence/", fairness.silence, name="silence"),
]
