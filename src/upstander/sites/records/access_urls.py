"""Addresses of the log of requests for data. They hold ids and codes only."""

from django.urls import path

from upstander.sites.records import access, access_search, bundles

app_name = "access"
urlpatterns = [
    path("", access.log, name="log"),
    path("new/", access.new, name="new"),
    path("mine/", access_search.mine, name="mine"),
    path("<uuid:request_id>/search/", access_search.search, name="search"),
    path("<uuid:request_id>/case/<uuid:case_id>/", access_search.held, name="held"),
    path("<uuid:request_id>/answer/", bundles.answer, name="answer"),
    path("bundles/<uuid:bundle_id>/", bundles.bundle, name="bundle"),
    path("bundles/<uuid:bundle_id>/file", bundles.file, name="bundle-file"),
    path("pages/<uuid:sheet_id>/", bundles.page, name="page"),
    path("pages/<uuid:sheet_id>/copy", bundles.copy, name="page-copy"),
    path("pages/<uuid:sheet_id>/picture", bundles.picture, name="page-picture"),
    path("<uuid:request_id>/", access.one, name="one"),
    path("<uuid:request_id>/<slug:step>/", access.change, name="change"),
]
