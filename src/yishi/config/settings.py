"""All settings, in one file.

What an installation may choose comes from the environment:

    DATABASE_URL        default: SQLite, `yishi.sqlite3` in the data folder
    YISHI_DATA          the data folder (database, files, keys); default `var` in the current folder
    YISHI_HOSTS         host names served, separated by commas; default localhost only
    YISHI_ADDRESS       where people reach the site, for links in mails; default http://localhost:8000
    YISHI_HTTPS         1 when a proxy in front speaks HTTPS: secure cookies, HSTS
    YISHI_DEBUG         1 shows errors in full; never on a public machine
    YISHI_TILE_URL      optional address of map tiles, e.g. https://…/{z}/{x}/{y}.png; default: our own polygons only
    YISHI_MAIL_HOST     the mail server, with YISHI_MAIL_PORT, _USER, _PASSWORD, _FROM; default: to the console
    YISHI_TEXT_GATEWAY  dotted path of the text-message gateway class; default prints to the console
    YISHI_TELEPHONE     the number, shown on every page, where a person takes voices; default 12345, the national line
    YISHI_STAFF_MFA     required or optional: whether staff set up a second factor before they act; default: required,
                        except in a demonstration
    YISHI_TEXT_URL, YISHI_TEXT_TOKEN   address and token of the provider, for the gateway people.gateways.HttpGateway
    YISHI_OIDC_*        ISSUER, CLIENT_ID, CLIENT_SECRET, NAME: sign-in through another identity provider
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONCE, SELF

from yishi.config.keys import installation_secret
from yishi.config.logs import configure_logs

DATA = Path(os.environ.get("YISHI_DATA", "var")).resolve()
DATA.mkdir(parents=True, exist_ok=True)
DEBUG = os.environ.get("YISHI_DEBUG") == "1"
HTTPS = os.environ.get("YISHI_HTTPS") == "1"
SECRET_KEY = installation_secret(DATA / "secret.key")
SITE_ADDRESS = os.environ.get("YISHI_ADDRESS", "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = os.environ.get("YISHI_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

configure_logs()

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "csp",
    "yishi.foundation.ui",
    "yishi.foundation.calendar",
    "yishi.foundation.ledger",
    "yishi.foundation.places",
    "yishi.foundation.people",
    "yishi.foundation.matters",
    "yishi.foundation.files",
    "yishi.foundation.notices",
    "yishi.foundation.search",
    "yishi.foundation.imports",
    "yishi.parts.voices",
    "yishi.web",
    "yishi.demo",
    "yishi.config",
    "django.contrib.auth",  # this and those that follow below ours: our templates and our Chinese come before theirs
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "yishi.foundation.people.middleware.ActorMiddleware",
]

ROOT_URLCONF = "yishi.config.urls"
WSGI_APPLICATION = "yishi.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yishi.foundation.ui.context.page_context",
                "yishi.foundation.people.context.trial_context",
                "yishi.foundation.notices.context.unread_notices",
                "yishi.web.context.frame_context",
            ],
        },
    },
]

DATABASE_URL = os.environ.get("DATABASE_URL", f"sqlite:///{DATA / 'yishi.sqlite3'}")
_database = dj_database_url.parse(DATABASE_URL, conn_max_age=None, conn_health_checks=True)
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA cache_size=-16000; PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY;"
        ),
    }
else:
    _database.setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=on"
DATABASES = {"default": _database}

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
CODE_SECONDS = 5 * 60
ACCOUNT_ADAPTER = "yishi.foundation.people.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "yishi.foundation.people.forms.SignInForm",
    "signup": "yishi.foundation.people.forms.SignUpForm",
    "confirm_login_code": "yishi.foundation.people.forms.SignInCodeForm",
    "verify_phone": "yishi.foundation.people.forms.TelephoneCodeForm",
}
ACCOUNT_LOGIN_METHODS = {"phone", "email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["phone", "email"]
SILENCED_SYSTEM_CHECKS = ["account.W001"]  # neither of the two is required by itself: the form asks for one of them
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = ACCOUNT_PHONE_VERIFICATION_CODE_FORMAT = CODE_FORMAT
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PHONE_VERIFICATION_TIMEOUT = CODE_SECONDS
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_RATE_LIMITS = {
    "login_failed": "30/m/ip,5/300s/key",
    "request_login_code": "20/m/ip,3/m/key,10/h/key",
    "verify_phone": "20/m/ip,3/m/key,10/h/key",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0
MFA_ADAPTER = "yishi.foundation.people.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "yishi.foundation.people.forms.SecondFactorForm",
    "reauthenticate": "yishi.foundation.people.forms.SecondFactorAgainForm",
    "activate_totp": "yishi.foundation.people.forms.SecondFactorSetupForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True

OIDC_ISSUER = os.environ.get("YISHI_OIDC_ISSUER", "")
SOCIALACCOUNT_ADAPTER = "yishi.foundation.people.adapters.OtherProviderAdapter"
SOCIALACCOUNT_PROVIDERS = {}
if OIDC_ISSUER:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": os.environ.get("YISHI_OIDC_NAME", "统一身份认证"),
                "client_id": os.environ["YISHI_OIDC_CLIENT_ID"],
                "secret": os.environ.get("YISHI_OIDC_CLIENT_SECRET", ""),
                "settings": {"server_url": OIDC_ISSUER},
            }
        ],
    }

LANGUAGE_CODE = "zh-hans"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
NODE_MODULES = Path(os.environ.get("YISHI_NODE_MODULES", "node_modules")).resolve()
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "yishi.foundation.ui.vendor.LibraryFinder",
]
MEDIA_ROOT = DATA / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "yishi.web.errors.csrf_failed"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "yishi.foundation.files.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

TILE_URL = os.environ.get("YISHI_TILE_URL", "")
_tile_hosts = [f"{urlsplit(TILE_URL).scheme}://{urlsplit(TILE_URL).netloc}"] if TILE_URL else []
# Browsers hold the redirect that follows a form to this list too.
_identity_hosts = [f"{urlsplit(OIDC_ISSUER).scheme}://{urlsplit(OIDC_ISSUER).netloc}"] if OIDC_ISSUER else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *_tile_hosts],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": [SELF, *_identity_hosts],
        "frame-ancestors": ["'none'"],
    }
}

if os.environ.get("YISHI_MAIL_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = os.environ["YISHI_MAIL_HOST"]
    EMAIL_PORT = int(os.environ.get("YISHI_MAIL_PORT", "465"))
    EMAIL_HOST_USER = os.environ.get("YISHI_MAIL_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("YISHI_MAIL_PASSWORD", "")
    EMAIL_USE_SSL = EMAIL_PORT == 465
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = os.environ.get("YISHI_MAIL_FROM", "yishi@localhost")
TEXT_URL = os.environ.get("YISHI_TEXT_URL", "")
TEXT_TOKEN = os.environ.get("YISHI_TEXT_TOKEN", "")
STAFF_MFA = os.environ.get("YISHI_STAFF_MFA", "")
FORM_RENDERER = "yishi.foundation.ui.forms.PageFormRenderer"
SHOW_GALLERY = DEBUG
SERVICE_TELEPHONE = os.environ.get("YISHI_TELEPHONE", "12345")
TEXT_GATEWAY = os.environ.get("YISHI_TEXT_GATEWAY", "yishi.foundation.people.gateways.ConsoleGateway")

TEST_RUNNER = "django.test.runner.DiscoverRunner"
