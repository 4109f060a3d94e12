"""Django's settings, put together from the environment; nothing else reads it."""

from urllib.parse import urlsplit

from huike.config import databases, env, logs, security

ENV = env.load()

DEBUG = ENV.is_debug
SECRET_KEY = ENV.secret_key
HUIKE_HOME = ENV.home
WAREHOUSE_URL = ENV.warehouse_url
REDIS_URL = ENV.redis_url
BLOB_URL = ENV.blob_url
MASTER_KEY = ENV.master_key
PUBLIC_URL = ENV.public_url
SMTP_URL = ENV.smtp_url
JOB_LEASE_SECONDS = ENV.job_lease_seconds
JOURNAL_DAYS = ENV.journal_days
QUESTION_SECONDS = ENV.question_seconds
WEBHOOKS_MAY_REACH = ENV.webhooks_may_reach
CONNECTORS_MAY_REACH = ENV.connectors_may_reach

ALLOWED_HOSTS = [
    "127.0.0.1",
    "localhost",
    "[::1]",
    urlsplit(PUBLIC_URL).hostname or "",
    *ENV.allowed_hosts,
]
ROOT_URLCONF = "huike.entry.http.urls"
WSGI_APPLICATION = "huike.entry.http.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.headless",
    "allauth.usersessions",
    "huike.base.kernel",
    "huike.base.access",
    "huike.base.jobs",
    "huike.base.outbox",
    "huike.base.journal",
    "huike.base.webhooks",
    "huike.library.commerce",
    "huike.library.content",
    "huike.flow.ingest",
    "huike.flow.identity",
    "huike.flow.profile",
    "huike.flow.consent",
    "huike.flow.segment",
    "huike.flow.journey",
    "huike.flow.message",
    "huike.flow.response",
    "huike.entry",
]

MIDDLEWARE = [
    "huike.entry.http.middleware.SecurityHeaders",
    "huike.entry.http.middleware.Verbs",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": databases.database(ENV.database_url)}
CACHES = databases.caches(REDIS_URL)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "access.Staff"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"

LOGGING = logs.logging_config(ENV.log_level)

AUTHENTICATION_BACKENDS = security.AUTHENTICATION_BACKENDS
PASSWORD_HASHERS = security.PASSWORD_HASHERS
AUTH_PASSWORD_VALIDATORS = security.AUTH_PASSWORD_VALIDATORS
globals().update(security.ACCOUNT)
globals().update(security.cookies(is_https=PUBLIC_URL.startswith("https://"), port=ENV.port))
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
HEADLESS_FRONTEND_URLS = {
    "account_reset_password_from_key": f"{PUBLIC_URL}/login/reset/{{key}}",
    "account_confirm_email": f"{PUBLIC_URL}/login/confirm/{{key}}",
    "account_reset_password": f"{PUBLIC_URL}/login",
    "account_signup": f"{PUBLIC_URL}/login",
}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
APPEND_SLASH = False
