from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class ContentConfig(AppConfig):
    name = "content"

    def ready(self):
        from . import triggers

        pre_migrate.connect(triggers.drop, sender=self)
        post_migrate.connect(triggers.create, sender=self)
