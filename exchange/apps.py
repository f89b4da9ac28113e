from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ExchangeConfig(AppConfig):
    name = "exchange"

    def ready(self):
        # What each app asks of content that comes, and does when it has come.
        autodiscover_modules("travel")
