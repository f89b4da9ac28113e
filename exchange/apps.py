from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ExchangeConfig(AppConfig):
    name = "exchange"

    def ready(self):
        # How each app checks imported content, and what it does after an import.
        autodiscover_modules("content_hooks")
