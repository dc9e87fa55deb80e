"""Addresses of training. They hold ids only."""

from django.urls import path

from upstander.sites.governance import training

app_name = "training"
urlpatterns = [
    path("", training.mine, name="mine"),
    path("refresher/", training.refresher, name="refresher"),
    path("register/", training.register, name="register"),
    path("register/record/", training.record, name="record"),
    path("register/file/", training.from_file, name="file"),
    path("register.csv", training.export, name="export"),
    path("register/<uuid:staff_id>/", training.person, name="person"),
    path("register/<uuid:staff_id>/<uuid:completion_id>/", training.undo, name="undo"),
    path("courses/add/", training.course, name="course-add"),
    path("courses/<uuid:course_id>/", training.course, name="course"),
    path("courses/<uuid:course_id>/end/", training.end, name="course-end"),
]
