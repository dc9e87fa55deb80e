"""Settings, all from the environment, with defaults that are safe. Reads files, writes none; connects to nothing.

`docs/running.md` explains each variable. With no DATABASE_URL the embedded PostgreSQL of the data directory is used.
"""

from __future__ import annotations

import os
import tomllib
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from upstander.lib import kept_messages, languages
from upstander.operations import addresses

PACKAGE = Path(__file__).resolve().parent


def _env(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def _secret(name: str, file: Path) -> str:
    """The variable, or the content of the file named by NAME_FILE, or of the default file; empty when there is none."""
    if value := _env(name):
        return value
    path = Path(_env(f"{name}_FILE", str(file)))
    try:
        return path.read_text().strip()
    except OSError:
        return ""


# Where things are ----------------------------------------------------------------------------------------------------

UPSTANDER_DATA = Path(_env("UPSTANDER_DATA", "data")).expanduser().absolute()
UPSTANDER_MASTER_KEYSET = Path(_env("UPSTANDER_MASTER_KEYSET", str(UPSTANDER_DATA / "keys" / "master.json")))
# Roots of the sealed audit are written here as well, outside the database; keep it on another disk. "none" turns it off.
_anchor = _env("UPSTANDER_AUDIT_ANCHOR", str(UPSTANDER_DATA / "audit-anchor"))
UPSTANDER_AUDIT_ANCHOR: Path | None = None if _anchor == "none" else Path(_anchor)
UPSTANDER_BASE_URL = _env("UPSTANDER_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
# Where the landlord's back-ups are written, so that the checks can see that no key lies among them.
UPSTANDER_BACKUPS: Path | None = Path(_backups) if (_backups := _env("UPSTANDER_BACKUPS")) else None
UPSTANDER_EMBEDDED_DATABASE = not _env("DATABASE_URL")

# Empty means that Django refuses to start anything that signs; `upstander run` and `demo` make the file on an embedded database.
SECRET_KEY = _secret("UPSTANDER_SECRET_KEY", UPSTANDER_DATA / "keys" / "secret")
SECRET_KEY_FALLBACKS = [key for key in _env("UPSTANDER_OLD_SECRET_KEYS").split() if key]

DEBUG = False
_base = urlsplit(UPSTANDER_BASE_URL)
_tls = _base.scheme == "https"
# Real use: said so, or an address that others can reach. Then nothing starts with an unsafe setting.
UPSTANDER_PRODUCTION = bool(_env("UPSTANDER_PRODUCTION")) or _base.hostname not in {
    "127.0.0.1",
    "localhost",
    "::1",
}
ALLOWED_HOSTS = _env("UPSTANDER_HOSTS", _base.hostname or "").replace(",", " ").split()
ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]  # the supervisor's and a local proxy's look at /health
if _env("UPSTANDER_TRUST_PROXY"):
    # Only behind a proxy that sets this header itself and drops what the visitor sent.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # limits on guessing count per visitor, not per proxy
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# The database --------------------------------------------------------------------------------------------------------

DATABASES: dict[str, dict[str, Any]] = (
    addresses.embedded(UPSTANDER_DATA)
    if UPSTANDER_EMBEDDED_DATABASE
    else addresses.external(_env("DATABASE_URL"), _env("DATABASE_OWNER_URL"))
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Shared by all web processes: it slows down guessing at sign-in, and remembers that a one-time code was used. Its table is not
# written to the log that replicas and archives are made of, and its keys are keyed hashes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "upstander_cache",
        "KEY_FUNCTION": "upstander.confidentiality.sign_in.hidden_key",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# Applications, lowest room first -------------------------------------------------------------------------------------

ROOMS = [
    "upstander.confidentiality",
    "upstander.people",
    "upstander.partners",
    "upstander.messages",
    "upstander.cases",
    "upstander.intake",
    "upstander.governance",
    "upstander.records",
    "upstander.performance",
    "upstander.operations",
    "upstander.sites",
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "procrastinate.contrib.django",
    *ROOMS,
]
AUTH_USER_MODEL = "confidentiality.Staff"
ROOT_URLCONF = "upstander.sites.urls"
WSGI_APPLICATION = "upstander.wsgi.application"

MIDDLEWARE = [
    "upstander.operations.headers.private_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",  # by the address alone: no cookie, no setting of the browser
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "upstander.sites.half_sent.HalfSent",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "sites" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "upstander.sites.jinja.environment"},
    },
    {
        # What allauth sends and shows where we have no page of our own.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

# Language, time ------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = languages.ENGLISH
USE_I18N = True
# Every language that has a catalogue (docs/architecture.md, How to add). Staff pages are in English.
LANGUAGES = [(code, languages.own_name(code)) for code in languages.codes()]
LANGUAGES_BIDI = [code for code in languages.codes() if languages.right_to_left(code)]
# What the landlord's policy says to the public is translated beside its editions.
LOCALE_PATHS = [PACKAGE / "locale", PACKAGE / "policy" / "editions" / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

# Static files --------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(_env("UPSTANDER_STATIC_ROOT", str(UPSTANDER_DATA / "static")))
STATICFILES_DIRS: list[Path] = []
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.InMemoryStorage"
    },  # attachments live in the vault, no file is stored
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Uploads: the vault encrypts what arrives. Parts above the memory limit wait in this private directory until the request ends.
FILE_UPLOAD_TEMP_DIR = _env("UPSTANDER_UPLOAD_DIRECTORY") or None
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# Sessions, cookies, headers ------------------------------------------------------------------------------------------

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "__Host-session" if _tls else "session"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _tls
CSRF_COOKIE_NAME = "__Host-form" if _tls else "form"
CSRF_COOKIE_AGE = None
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = _tls
CSRF_FAILURE_VIEW = "upstander.sites.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [UPSTANDER_BASE_URL]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Other sites get no referrer at all. Not "no-referrer": that makes browsers send `Origin: null` with our own forms, which Django
# must refuse.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = _tls
SECURE_REDIRECT_EXEMPT = [r"^health$"]  # a load balancer asks over plain HTTP
SECURE_HSTS_SECONDS = 63_072_000 if _tls else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
# Our address is one name in the landlord's domain: its other names and the browsers' preload list are not ours to decide on.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
X_FRAME_OPTIONS = "DENY"
APPEND_SLASH = True

# Sign-in -------------------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["upstander.sites.staff.backend.StaffBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "upstander.confidentiality.passwords.NotOnTheList"},
]
# A larger list of stolen passwords: a file of SHA-1 and count, in order of the hash.
UPSTANDER_BREACHED_PASSWORDS: Path | None = (
    Path(_breached) if (_breached := _env("UPSTANDER_BREACHED_PASSWORDS")) else None
)
PASSWORD_RESET_TIMEOUT = 60 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/staff/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
# By address (of the proxy, where that hides its visitors: hence so many), and by the pair of address and account.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "60/m/ip,5/300s/key",
    "reset_password": "20/m/ip",
    "partner_code": "20/m/ip",
}
ACCOUNT_ADAPTER = "upstander.sites.staff.sign_in.StaffAccountAdapter"
MFA_ADAPTER = "upstander.confidentiality.sign_in.OneTimeCodeAdapter"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not UPSTANDER_PRODUCTION  # for looking, on this machine without TLS
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}  # of the proxy, where that hides its visitors
MFA_TOTP_ISSUER = "Upstander"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an administrator, not the person, gives the address

# The landlord's own directory, by OpenID Connect. It names people; it makes no accounts.
SOCIALACCOUNT_ADAPTER = "upstander.sites.staff.single_sign_on.DirectoryAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = (
    True  # a form that leads to the directory would be stopped by our own content policy
)
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
UPSTANDER_OIDC_NAME = _env("UPSTANDER_OIDC_NAME", "your work account")
UPSTANDER_OIDC_SECOND_STEP = _env("UPSTANDER_OIDC_SECOND_STEP", "ours")
if UPSTANDER_OIDC_SECOND_STEP not in {"ours", "directory"}:
    raise ImproperlyConfigured("UPSTANDER_OIDC_SECOND_STEP is either ours or directory.")
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, Any]] = {}
if _directory := _env("UPSTANDER_OIDC_SERVER"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "directory",
                "name": UPSTANDER_OIDC_NAME,
                "client_id": _env("UPSTANDER_OIDC_CLIENT_ID"),
                "secret": _secret("UPSTANDER_OIDC_CLIENT_SECRET", UPSTANDER_DATA / "keys" / "oidc"),
                "settings": {
                    "server_url": _directory,
                    # Addresses under these domains count as verified when the directory does not say so of each.
                    "verified_email": _env("UPSTANDER_OIDC_EMAIL_DOMAINS").replace(",", " ").split(),
                },
            }
        ],
    }

# Customers through the landlord's own portal (OpenID Connect). The claim names a person or a tenancy of the housing system.
UPSTANDER_PORTAL_SERVER = _env("UPSTANDER_PORTAL_SERVER").rstrip("/")
UPSTANDER_PORTAL_NAME = _env("UPSTANDER_PORTAL_NAME")
UPSTANDER_PORTAL_CLIENT_ID = _env("UPSTANDER_PORTAL_CLIENT_ID")
UPSTANDER_PORTAL_CLIENT_SECRET = _secret("UPSTANDER_PORTAL_CLIENT_SECRET", UPSTANDER_DATA / "keys" / "portal")
UPSTANDER_PORTAL_SCOPE = _env("UPSTANDER_PORTAL_SCOPE", "openid")
UPSTANDER_PORTAL_CLAIM = _env("UPSTANDER_PORTAL_CLAIM", "person_reference")
UPSTANDER_PORTAL_MEANS = _env("UPSTANDER_PORTAL_MEANS", "person")
if UPSTANDER_PORTAL_MEANS not in {"person", "tenancy"}:
    raise ImproperlyConfigured("UPSTANDER_PORTAL_MEANS is either person or tenancy.")
if UPSTANDER_PORTAL_SERVER and not UPSTANDER_PORTAL_CLIENT_ID:
    raise ImproperlyConfigured("UPSTANDER_PORTAL_SERVER needs UPSTANDER_PORTAL_CLIENT_ID beside it.")
if UPSTANDER_PRODUCTION and UPSTANDER_PORTAL_SERVER and not UPSTANDER_PORTAL_SERVER.startswith("https://"):
    raise ImproperlyConfigured("UPSTANDER_PORTAL_SERVER has to begin with https://.")

# Email: UPSTANDER_EMAIL_URL=smtp://name:password@host:587 (smtps:// for TLS from the start). Without it, files in the data directory.
_email = urlsplit(_env("UPSTANDER_EMAIL_URL"))
# What providers prove themselves with when they call /hooks/: a long random word that is set there and here.
UPSTANDER_HOOK_TOKEN = _secret("UPSTANDER_HOOK_TOKEN", UPSTANDER_DATA / "keys" / "hook")
ANYMAIL: dict[str, Any] = {"WEBHOOK_SECRET": f"upstander:{UPSTANDER_HOOK_TOKEN}"}
UPSTANDER_EMAIL_PROVIDER = _email.scheme if _email.scheme in {"postmark", "mailgun", "brevo"} else ""
if _email.scheme in {"smtp", "smtps"}:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _email.hostname or "localhost"
    EMAIL_PORT = _email.port or (465 if _email.scheme == "smtps" else 587)
    EMAIL_HOST_USER = unquote(_email.username or "")
    EMAIL_HOST_PASSWORD = unquote(_email.password or "")
    EMAIL_USE_SSL = _email.scheme == "smtps"
    EMAIL_USE_TLS = _email.scheme == "smtp" and EMAIL_PORT != 25
    EMAIL_TIMEOUT = 20
elif _email.scheme in {
    "postmark",
    "mailgun",
    "brevo",
}:  # a provider's own interface: it tells later what became of each email
    EMAIL_BACKEND = f"anymail.backends.{_email.scheme}.EmailBackend"
    ANYMAIL |= {
        "POSTMARK_SERVER_TOKEN": unquote(_email.password or ""),
        "MAILGUN_API_KEY": unquote(_email.password or ""),
        "MAILGUN_SENDER_DOMAIN": unquote(_email.username or ""),
        "MAILGUN_API_URL": f"https://{_email.hostname}/v3"
        if _email.hostname
        else "https://api.eu.mailgun.net/v3",
        "MAILGUN_WEBHOOK_SIGNING_KEY": _secret(
            "UPSTANDER_MAILGUN_SIGNING_KEY", UPSTANDER_DATA / "keys" / "mailgun-signing"
        ),
        "BREVO_API_KEY": unquote(_email.password or ""),
        "REQUESTS_TIMEOUT": 20,
    }
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = UPSTANDER_DATA / kept_messages.FOLDER
# Messages on cases leave by email only through a real server; without one they wait to be sent by hand.
UPSTANDER_SENDS_EMAIL = _email.scheme in {"smtp", "smtps", kept_messages.SCHEME} or bool(
    UPSTANDER_EMAIL_PROVIDER
)
# Reports by email: imaps://NAME:PASSWORD@host?folder=INBOX&aside=Upstander
UPSTANDER_MAILBOX_URL = _secret("UPSTANDER_MAILBOX_URL", UPSTANDER_DATA / "keys" / "mailbox")
# A virus scanner for files that people send: clamd at unix:///run/clamav/clamd.ctl or tcp://127.0.0.1:3310
UPSTANDER_SCANNER = _env("UPSTANDER_SCANNER")
# Texts: twilio://ACCOUNT:TOKEN@api.twilio.com?from=NUMBER, or govuk-notify://API-KEY@api.notifications.service.gov.uk?template=ID
UPSTANDER_TEXT_URL = _env("UPSTANDER_TEXT_URL")
# The demonstration's way for both, "outbox:": each message becomes a file that is read at this machine (docs/decisions/0169).
UPSTANDER_KEEPS_MESSAGES = kept_messages.SCHEME in {_email.scheme, urlsplit(UPSTANDER_TEXT_URL).scheme}
if UPSTANDER_KEEPS_MESSAGES and (UPSTANDER_PRODUCTION or not (UPSTANDER_DATA / kept_messages.MARK).is_file()):
    raise ImproperlyConfigured(
        "`outbox:` is for `upstander demo` alone: nobody would receive anything, and codes and links would lie in files. Give"
        " UPSTANDER_EMAIL_URL a mail server and UPSTANDER_TEXT_URL a text gateway, or neither (docs/running.md)."
    )

# Jobs ----------------------------------------------------------------------------------------------------------------

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# Logging: what went wrong and where in the code; never who asked, from where, for what, or with which words ----------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "upstander.operations.logs.PlainFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": _env("UPSTANDER_LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING"},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        "procrastinate": {"level": "WARNING"},
        "asyncio": {"level": "WARNING"},
        "psycopg.pool": {"level": "ERROR"},
        "PIL": {"level": "WARNING"},
    },
}
DEFAULT_EXCEPTION_REPORTER_FILTER = "upstander.operations.logs.NothingReported"

# The landlord: a TOML file named by UPSTANDER_LANDLORD overrides any of these. The demo's landlord has invented details. -----

LANDLORD: dict[str, str] = {
    "name": "One Vision Housing",
    "short_name": "OVH",
    "policy_edition": "ovh-2021",
    "phone": "0808 157 0100",
    "text": "07700 900100",
    "email": "support@onevision.example",
    "address": "1 Harbour Row, Bootle, L20 0XX",
    "website": "https://www.onevision.example",
    "opening_hours": "Monday to Friday, 9am to 5pm",
    "exit_url": "https://www.bbc.co.uk/weather",
}
# Words of danger that the landlord adds to those in intake/channels/danger_words.yaml: `danger_words`, a list in the same file.
UPSTANDER_DANGER_WORDS: tuple[str, ...] = ()
if _landlord := _env("UPSTANDER_LANDLORD"):
    _details = tomllib.loads(Path(_landlord).read_text(encoding="utf-8"))
    UPSTANDER_DANGER_WORDS = tuple(
        str(each) for each in _details.pop("danger_words", ()) if str(each).strip(" *")
    )
    LANDLORD |= {key: str(value) for key, value in _details.items()}
# A directory with the landlord's own editions of its policy, beside those that ship; their translations in `locale` within it.
UPSTANDER_EDITIONS: Path | None = Path(_editions) if (_editions := _env("UPSTANDER_EDITIONS")) else None
if UPSTANDER_EDITIONS:
    LOCALE_PATHS.append(UPSTANDER_EDITIONS / "locale")
DEFAULT_FROM_EMAIL = _env("UPSTANDER_FROM", f"{LANDLORD['name']} <{LANDLORD['email']}>")
SERVER_EMAIL = parseaddr(DEFAULT_FROM_EMAIL)[1]
