from django.apps import AppConfig


class StaticSiteConfig(AppConfig):
    name = "static_site"
