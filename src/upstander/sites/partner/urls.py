"""Addresses of secure pages: a random token, and nothing else."""

from django.urls import path

from upstander.sites.partner import views

app_name = "partner"
urlpatterns = [
    path("<slug:token>/", views.door, name="door"),
    path("<slug:token>/read/", views.read, name="read"),
]
