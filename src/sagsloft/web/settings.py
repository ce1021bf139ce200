"""The settings, from environment variables (docs/drift.md). What is not said is the safe choice.

`SAGSLOFT_DEMO=1`: invented data on this machine only, where a second factor is not asked for.
"""

from datetime import timedelta
from pathlib import Path

from sagsloft.web import environment
from sagsloft.web.accounts import sign_on

WEB = Path(__file__).parent
DEMO = environment.flag("SAGSLOFT_DEMO")
DATA = Path(environment.text("SAGSLOFT_DATA", "sagsloft-data")).absolute()
LOG_HEADS = Path(environment.text("SAGSLOFT_LOG_HEADS", str(DATA / "log-heads"))).absolute()
"""Where the hash of each day's last log entry is written, outside the database; best on another machine's disk."""
ERASURES = Path(environment.text("SAGSLOFT_ERASURES", str(DATA / "erasures"))).absolute()
"""Where erasures are written, outside the database, for a restored backup brings back what was erased after it."""

DEBUG = False
SECRET_KEY = environment.kept_secret("SAGSLOFT_SECRET_KEY", DATA / "demo-secret" if DEMO else None)
SECRET_KEY_FALLBACKS = environment.names("SAGSLOFT_FORMER_SECRET_KEYS", "")
ALLOWED_HOSTS = ["localhost"] if DEMO else environment.names("SAGSLOFT_HOSTS", "localhost")
TLS = environment.flag("SAGSLOFT_TLS", default=ALLOWED_HOSTS != ["localhost"])
PORT = environment.number("SAGSLOFT_PORT", 8000)

ROOT_URLCONF = "sagsloft.web.urls"
WSGI_APPLICATION = "sagsloft.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "sagsloft.web.monitor",
    "sagsloft.web.accounts",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # allauth's lists of sign-ins and keys say "3 days ago"
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "sagsloft.web.accounts.middleware.answer_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sagsloft.web.accounts.middleware.language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sagsloft.web.accounts.gate.Gate",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sagsloft.web.accounts.context.person",
            ],
            "builtins": ["sagsloft.web.accounts.templatetags.words"],
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # fields as the design system wants them

DATABASES = {"default": environment.database(environment.text("DATABASE_URL"), DATA / "sagsloft.sqlite3")}
# Counts of attempts are shared by all processes, so they are kept in the database too. Django would keep 300 and forget
# a third of the rest: whoever attacks many would wash out the count of what was tried on one.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "sagsloft.web.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_DISPLAY = str  # a name, or an address; the user name is a random word that nobody knows
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the link of an invitation, or the municipality's own sign-on, has shown it
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Sagsløft] "
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/15m/key", "reset_password": "5/m/ip,3/h/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("SAGSLOFT_PROXIES", 1 if TLS else 0)
MFA_ADAPTER = "sagsloft.web.accounts.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not TLS  # http://localhost only
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_ISSUER = "Sagsløft"
MFA_RECOVERY_CODE_COUNT = 10
MFA_FORMS = {"add_webauthn": "sagsloft.web.accounts.forms.PasskeyForm"}
TWO_FACTORS_REQUIRED = not DEMO

# The municipality's own sign-on
SIGN_ON = sign_on.read(environment.text("SAGSLOFT_SIGN_ON"), environment.text("SAGSLOFT_SIGN_ON_SECRET"))
SOCIALACCOUNT_ADAPTER = "sagsloft.web.accounts.adapters.SignOnAdapter"
SOCIALACCOUNT_PROVIDERS = {} if SIGN_ON is None else {"openid_connect": SIGN_ON.provider()}
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False

# Sessions: `gate` ends them, for a cookie's age cannot tell use from polling
SESSION_IDLE = timedelta(minutes=30)
SESSION_LONGEST = timedelta(hours=10)
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = TLS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

# What a browser is told
SECURE_SSL_REDIRECT = TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TLS else None
SECURE_HSTS_SECONDS = 31_536_000 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = TLS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # the design system's icons, and the square code of an authenticator app
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'", *([] if SIGN_ON is None else [SIGN_ON.origin])],
        "frame-ancestors": ["'none'"],
    }
}
CSRF_FAILURE_VIEW = "sagsloft.web.accounts.views.own.failed_form"

# Language and time
LANGUAGE_CODE = "da"
LANGUAGES = [("da", "Dansk"), ("en", "English")]
USE_I18N = USE_TZ = True
TIME_ZONE = "Europe/Copenhagen"

# Files that never change while the program runs
STATIC_URL = "/statisk/"
STATICFILES_DIRS = [WEB / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Mail
MAIL = environment.mail_server("" if DEMO else environment.text("SAGSLOFT_SMTP"))
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = MAIL.backend, MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_SSL, EMAIL_USE_TLS, EMAIL_TIMEOUT = MAIL.tls_from_the_start, not MAIL.tls_from_the_start, 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.text("SAGSLOFT_MAIL_FROM", "sagsloft@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"reticent": {"()": "sagsloft.web.error_log.Reticent"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "reticent"}},
    "loggers": {"django": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
