"""Addresses of the pages on the policy. They hold clause numbers and ids of editions and duties."""

from django.urls import path

from upstander.sites.policy.views import clauses, editions, helplines, trial

app_name = "policy"
urlpatterns = [
    path("", clauses.all_clauses, name="clauses"),
    path("clause/<str:clause_id>/", clauses.one_clause, name="clause"),
    path("editions/", editions.shelf, name="editions"),
    path("editions/compare/", editions.side_by_side, name="compare"),
    path("editions/<slug:slug>/text", editions.text, name="edition-text"),
    path("helplines/", helplines.listing, name="helplines"),
    path("helplines/<int:number>/checked", helplines.checked, name="helpline-checked"),
    path("try/", trial.choose, name="try"),
    path("try/result/", trial.result, name="try-result"),
    path("try/download/", trial.download, name="try-download"),
    path("try/<slug:duty>/", trial.change, name="try-duty"),
]
