"""Every address of the program."""

from importlib.util import find_spec

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from upstander.operations.health import health
from upstander.sites.api import housing
from upstander.sites.api.api import api
from upstander.sites.calendar import calendar
from upstander.sites.outbox import outbox_address

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health, name="health"),
    path("calendar/<slug:token>.ics", calendar, name="calendar"),
    path("handover/", include("upstander.sites.partner.urls")),
    path("partner/", include("upstander.sites.partner.desk_urls")),
    path("staff/groups/", include("upstander.sites.joint.urls")),
    # Pages for the public and for customers, in every language: /help in English, /pl/help in Polish.
    *i18n_patterns(
        path("", include("upstander.sites.public.urls")),
        path("", include("upstander.sites.account.urls")),
        prefix_default_language=False,
    ),
    path("api/v1/", api.urls),
    path("api/housing/v1/takes", housing.take, name="housing-take"),
    path("api/housing/v1/takes/<uuid:upload_id>", housing.taken, name="housing-taken"),
    path("api/housing/v1/flags", housing.flags, name="housing-flags"),
    path("hooks/", include("upstander.sites.hooks.urls")),
    *outbox_address(),
]
if find_spec("upstander.sites.governance"):
    urlpatterns.append(path("staff/policy/register/", include("upstander.sites.governance.register_urls")))
    urlpatterns.append(path("staff/awareness/", include("upstander.sites.governance.awareness_urls")))
if find_spec("upstander.sites.policy"):
    urlpatterns.append(path("staff/policy/", include("upstander.sites.policy.urls")))
if find_spec("upstander.sites.governance"):
    urlpatterns.append(path("staff/training/", include("upstander.sites.governance.training_urls")))
if find_spec("upstander.sites.performance"):
    urlpatterns.append(path("staff/performance/", include("upstander.sites.performance.urls")))
if find_spec("upstander.sites.records"):
    urlpatterns.append(path("staff/requests/", include("upstander.sites.records.access_urls")))
    urlpatterns.append(path("staff/breaches/", include("upstander.sites.records.breach_urls")))
    urlpatterns.append(path("staff/disposal/", include("upstander.sites.records.disposal_urls")))
if find_spec("upstander.sites.staff.urls"):
    urlpatterns.append(path("staff/", include("upstander.sites.staff.urls")))
if find_spec("upstander.sites.staff.sign_in_urls"):
    urlpatterns.append(path("accounts/", include("upstander.sites.staff.sign_in_urls")))

handler400 = "upstander.sites.errors.bad_request"
handler403 = "upstander.sites.errors.forbidden"
handler404 = "upstander.sites.errors.not_found"
handler500 = "upstander.sites.errors.server_error"
