"""The rooms that Django knows, the middleware and the templates."""

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "ninja",
    "yiyang.regions",
    "yiyang.access",
    "yiyang.audit",
    "yiyang.ui",
    "yiyang.domains.institutions",
    "yiyang.domains.elders",
    "yiyang.domains.contracts",
    "yiyang.domains.quality",
    "yiyang.domains.workforce",
    "yiyang.domains.indicators",
    "yiyang.domains.policy",
    "yiyang.domains.intake",
    "yiyang.flows.home",
    "yiyang.flows.supervision",
    "yiyang.flows.records",
    "yiyang.flows.partners",
    "yiyang.flows.reforms",
    "yiyang.flows.quality",
    "yiyang.flows.departures",
    "yiyang.flows.merging",
    "yiyang.flows.imports",
]

MIDDLEWARE = [
    "yiyang.access.middleware.ContentPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "yiyang.access.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "yiyang.access.middleware.ViewerMiddleware",
    "yiyang.config.frame.FrameMiddleware",
]

ROOT_URLCONF = "yiyang.config.urls"
WSGI_APPLICATION = "yiyang.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {"environment": "yiyang.ui.jinja.environment"},
    },
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True},
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
