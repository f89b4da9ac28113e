from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class EditorialConfig(AppConfig):
    name = "editorial"

    def ready(self):
        # Each app's rules about its content, and what finds the links in it.
        autodiscover_modules("checks", "links")
