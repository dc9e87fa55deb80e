"""Addresses for providers. Each names the provider, so that one which is not in use is refused whatever it sends."""

from django.urls import path

from upstander.sites.hooks import views

app_name = "hooks"
urlpatterns = [
    path("text/<slug:kind>", views.text_in, name="text"),
    path("text/<slug:kind>/receipt", views.text_receipt, name="text-receipt"),
    path("email/<slug:kind>/receipt", views.email_receipt, name="email-receipt"),
]
