"""The yardsticks: settings as `startproject` makes them, on the tables and database of the site."""

from franchise import settings as site

# Tables, connections and files are the site's: what is compared are pages.
globals().update({name: getattr(site, name) for name in dir(site) if name.isupper()})

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "benchmarks.yardsticks.urls"
WSGI_APPLICATION = "benchmarks.yardsticks.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [site.BASE_DIR / "benchmarks" / "yardsticks" / "templates"],
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
SECURE_SSL_REDIRECT = False
