"""Addresses of the policy register. They hold ids of editions and posts, and ids of rows."""

from django.urls import path

from upstander.sites.governance import register

app_name = "register"
urlpatterns = [
    path("", register.whole, name="whole"),
    path("<slug:slug>/", register.whole, name="edition"),
    path("<slug:slug>/approve/", register.approve, name="approve"),
    path("<slug:slug>/approve/<uuid:approval_id>/", register.decide_approval, name="approve-decide"),
    path("<slug:slug>/consult/", register.consult, name="consult"),
    path("<slug:slug>/consult/<uuid:row_id>/", register.consult_end, name="consult-end"),
    path("<slug:slug>/call/", register.call, name="call"),
    path("<slug:slug>/call/<uuid:row_id>/", register.call_end, name="call-end"),
    path("<slug:slug>/impact/", register.assess, name="assess"),
    path("<slug:slug>/impact/<uuid:row_id>/action/", register.action, name="action"),
    path("<slug:slug>/action/<uuid:row_id>/", register.action_end, name="action-end"),
    path("<slug:slug>/second/<slug:kind>/<uuid:row_id>/", register.decide_entry, name="entry-decide"),
    path("<slug:slug>/post/<slug:post>/", register.holder, name="holder"),
    path("<slug:slug>/summary/", register.summary, name="summary"),
    path("<slug:slug>/summary/<uuid:text_id>/", register.decide_summary, name="summary-decide"),
]
