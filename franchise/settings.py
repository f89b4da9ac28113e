"""The site's one settings file. What differs between machines comes from the environment.

Each variable is described in docs/operating.md. A value that cannot work stops the start with
one line that says which and why.
"""

import sys
from pathlib import Path

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy
from environs import Env, EnvError, validate

from . import bucket_url
from .admin_settings import UNFOLD  # noqa: F401 - the admin's interface reads it.

# The newest in CHANGELOG.md. /healthz and bundles name it.
VERSION = "1.0.0"
BASE_DIR = Path(__file__).resolve().parent.parent
INSECURE_KEY = "insecure-only-for-development"

env = Env()

try:
    DEBUG = env.bool("DEBUG", False)
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
    # Where visitors find the site: canonical links and cookies follow it, never a Host header.
    SITE_URL = env.str(
        "SITE_URL",
        "http://127.0.0.1:8000",
        validate=validate.Regexp(
            r"https?://[^/\s]+/?\Z", error="Use a scheme and a host, such as https://example.org."
        ),
    ).rstrip("/")
    # What the site writes: database, uploaded pictures, collected static files.
    DATA_DIR = Path(env.str("DATA_DIR", "") or BASE_DIR / "var")
    try:
        DATA_DIR.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvError(f'"DATA_DIR" cannot be created: {error}') from error
    SECRET_KEY = env.str("SECRET_KEY", "")
    # Without one, the key that `make run` has made for this directory.
    if not SECRET_KEY and (kept_key := DATA_DIR / "secret-key").is_file():
        try:
            SECRET_KEY = kept_key.read_text().strip()
        except OSError as error:
            raise EnvError(f"{kept_key} cannot be read: {error}") from error
    SECRET_KEY = SECRET_KEY or INSECURE_KEY
    DATABASE_URL = env.str(
        "DATABASE_URL",
        "",
        validate=validate.Regexp(
            r"((postgres(ql)?|sqlite)://.+)?\Z",
            error="Use a URL such as postgres://user:password@127.0.0.1:5432/franchise.",
        ),
    )
    database = (
        env.dj_db_url("DATABASE_URL", conn_max_age=60, conn_health_checks=True)
        if DATABASE_URL
        else {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA_DIR / "db.sqlite3"}
    )
    REPLICA_URL = env.str(
        "REPLICA_URL",
        "",
        validate=validate.Regexp(
            r"(postgres(ql)?://.+)?\Z",
            error="Use a URL such as postgres://user:password@127.0.0.1:5433/franchise.",
        ),
    )
    if REPLICA_URL and database["ENGINE"] != "django.db.backends.postgresql":
        raise EnvError(
            'Environment variable "REPLICA_URL" names a copy of a PostgreSQL database. Set '
            "DATABASE_URL to the URL of that database."
        )
    replica = REPLICA_URL and env.dj_db_url("REPLICA_URL", conn_max_age=60, conn_health_checks=True)
    # PostgreSQL's connections that one process may hold; 0 where a pooler such as PgBouncer does.
    DATABASE_POOL_SIZE = env.int("DATABASE_POOL_SIZE", 4, validate=validate.Range(min=0))
    CACHE_URL = env.str(
        "CACHE_URL",
        "",
        validate=validate.Regexp(
            r"((rediss?|unix)://.+)?\Z", error="Use a URL such as redis://127.0.0.1:6379/1."
        ),
    )
    STORAGE_URL = env.str(
        "STORAGE_URL", "", validate=validate.Regexp(bucket_url.PATTERN, error=bucket_url.EXAMPLE)
    )
    bucket = STORAGE_URL and bucket_url.bucket_options(STORAGE_URL)
    TASKS_URL = env.str(
        "TASKS_URL",
        "",
        validate=validate.OneOf(
            ["", "database://"], error="Use database:// for a queue in the site's database."
        ),
    )
    # Of published pages that one process keeps; 0: each page is computed each time.
    PAGE_CACHE_MB = env.int("PAGE_CACHE_MB", 32, validate=validate.Range(min=0))
    # How long a cache in front of the site answers by itself.
    PAGE_CACHE_SECONDS = env.int("PAGE_CACHE_SECONDS", 60, validate=validate.Range(min=0))
    # Where that cache is told that content has changed, and the header that lets us in.
    PURGE_URL = env.str(
        "PURGE_URL",
        "",
        validate=validate.Regexp(
            r"(https?://([\w.-]+|\[[\da-fA-F:.]+\])(:\d{1,5})?(/\S*)?)?\Z",
            error="Use a URL such as https://api.fastly.com/service/ID/purge_all.",
        ),
    )
    PURGE_HEADER = env.str(
        "PURGE_HEADER",
        "",
        validate=validate.Regexp(
            r"([A-Za-z0-9-]+: [!-~][ -~]*)?\Z",
            error="Use a header such as Fastly-Key: secret.",
        ),
    )
    # Proxies in front of the site that append to X-Forwarded-For and set X-Forwarded-Proto.
    TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0, validate=validate.Range(min=0))
    MEDIA_URL = env.str(
        "MEDIA_URL",
        "/media/",
        validate=validate.Regexp(
            r"(/|https?://).*/\Z", error="It must begin and end with a slash."
        ),
    )
    LOG_LEVEL = env.str(
        "LOG_LEVEL",
        "INFO",
        validate=validate.OneOf(
            ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], error="Use one of {choices}."
        ),
    )
    if SECRET_KEY == INSECURE_KEY and not DEBUG and "pytest" not in sys.modules:
        raise EnvError(
            'Environment variable "SECRET_KEY" is not set. '
            "Use a long random text, or DEBUG=1 for development."
        )
except (EnvError, ValueError) as error:
    sys.exit(f"The site does not start. {error}")

HTTPS = SITE_URL.startswith("https://")

# Applications

INSTALLED_APPS = [
    "dashboard",
    "static_site",
    "api",
    "articles",
    "seo",
    "search",
    "franchise",
    "reviews",
    "films",
    "editorial",
    "exchange",
    "content",
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "dashboard.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.forms",
    "django_filters",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "api.responses.json_errors",
    "franchise.page_cache.cached_pages",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "franchise.middleware.TextGZipMiddleware",
    "api.responses.public_json",
    "franchise.middleware.utf8_only",
    "franchise.middleware.language_by_url",
    "franchise.middleware.moved_pages",
    "franchise.middleware.speculation",
    "franchise.middleware.cookies_in_the_admin_alone",
    "editorial.time_zones.time_zone_of_browser",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "franchise.urls"
# Below it all answers are JSON, errors too.
API_ROOT = "api/v1/"
WSGI_APPLICATION = "franchise.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
# Fields are written by the site's own templates, too.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database: SQLite by default, tuned for one machine; PostgreSQL by DATABASE_URL

if database["ENGINE"] == "django.db.backends.sqlite3":
    # Opening the file anew for each request would read its schema and pages anew.
    database["CONN_MAX_AGE"] = None
    database["OPTIONS"] = {
        # Writers queue at BEGIN instead of failing half-way through a transaction.
        "transaction_mode": "IMMEDIATE",
        "timeout": 5,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DATABASES = {"default": database}
if REPLICA_URL:
    DATABASES["replica"] = replica
    DATABASE_ROUTERS = ["franchise.replica.ReplicaRouter"]
    MIDDLEWARE.insert(0, "franchise.replica.public_reads")
if database["ENGINE"] == "django.db.backends.postgresql" and DATABASE_POOL_SIZE:
    for database in DATABASES.values():
        # A pool keeps its connections by itself, and Django wants no age from them then.
        database["CONN_MAX_AGE"] = 0
        database.setdefault("OPTIONS", {})["pool"] = {
            "min_size": 1,
            "max_size": DATABASE_POOL_SIZE,
            # In seconds: how long a request waits for its turn before it fails.
            "timeout": 5,
        }

# Caches: of published pages, in the memory of each process, or in Redis for all processes.
# Of sessions, where all share one: what one of them alone remembers goes stale.

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if CACHE_URL:
    SESSION_ENGINE = "franchise.sessions"
    CACHES = {
        "default": {
            # Unlike Django's own, it holds nothing while Redis is away, and does not wait for it.
            "BACKEND": "django_redis.cache.RedisCache",
            "LOCATION": CACHE_URL,
            "OPTIONS": {
                "IGNORE_EXCEPTIONS": True,
                # In seconds: what a machine that hangs may cost.
                "SOCKET_CONNECT_TIMEOUT": 0.5,
                "SOCKET_TIMEOUT": 0.5,
            },
        }
    }
    DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS = True
if DEBUG or not PAGE_CACHE_MB:
    CACHES["pages"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
elif CACHE_URL:
    # In seconds: what nobody asks for any more goes, where Redis has no limit of its own.
    CACHES["pages"] = CACHES["default"] | {"KEY_PREFIX": "pages", "TIMEOUT": 86_400}
else:
    CACHES["pages"] = {
        "BACKEND": "franchise.memory_cache.MemoryCache",
        "OPTIONS": {"BYTES": PAGE_CACHE_MB * 1024 * 1024},
        "TIMEOUT": None,
    }
# Browsers ask each time, and are told within a millisecond that nothing changed. A cache in front
# of the site may answer by itself for a while, and for a day while the site does not answer.
PAGE_CACHE_CONTROL = (
    f"public, max-age=0, s-maxage={PAGE_CACHE_SECONDS}, stale-while-revalidate=30, "
    "stale-if-error=86400"
)
PURGE_HEADERS = dict([PURGE_HEADER.split(": ", 1)]) if PURGE_HEADER else {}

# Tasks: done at once by default, or by `manage.py db_worker` in a process of its own

if TASKS_URL:
    INSTALLED_APPS.append("django_tasks_db")
    TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Files

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "uploads": {"BACKEND": "exchange.storage.UploadStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "franchise.static_files.CompressedHashedFiles"
        )
    },
}

if bucket:
    # Pictures have random names: what is under one never changes.
    for_good = {"object_parameters": {"CacheControl": "public, max-age=31536000, immutable"}}
    STORAGES |= {
        name: {
            "BACKEND": "franchise.bucket.BucketStorage",
            "OPTIONS": {"location": location, **bucket, **options},
        }
        for name, location, options in (
            ("default", "media", for_good),
            ("uploads", "arrivals", {}),
            ("static_site", "site", {}),
        )
    }

# Language and time

# The first is the one in which content is written; others have a prefix in their URLs.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FILTERS_EMPTY_CHOICE_LABEL = gettext_lazy("Any")
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = "franchise.formats"
USE_TZ = True

# Security

# Uploaded pictures may come from another host, by MEDIA_URL.
PICTURES = [CSP.SELF] if MEDIA_URL.startswith("/") else [CSP.SELF, MEDIA_URL]
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "img-src": PICTURES,
    "style-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
# The admin's own: its interface library evaluates expressions and sets styles on elements.
ADMIN_CSP = SECURE_CSP | {
    "img-src": [*PICTURES, "data:", "blob:"],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE, CSP.UNSAFE_EVAL],
    # A person is added in a frame over the film's form.
    "frame-src": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Log-in

LOGIN_REDIRECT_URL = "admin:index"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "franchise.proxies.client_ip"
AXES_LOCKOUT_CALLABLE = "franchise.errors.too_many_attempts"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Limits on what a request may bring: the longest film form has some 3,000 fields.

DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # The level is the handler's, too: Django gives its own loggers another than the root's.
    "handlers": {"console": {"class": "logging.StreamHandler", "level": LOG_LEVEL}},
    "filters": {"cache_away": {"()": "franchise.cache_log.OncePerMinute"}},
    "loggers": {
        # Django's own handlers would print each line of theirs twice.
        "django": {"handlers": [], "propagate": True},
        "django_redis.cache": {"filters": ["cache_away"]},
        # It tells of each task's beginning and end: two lines for each page that an editor saves.
        "django.tasks": {"level": "WARNING"},
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
