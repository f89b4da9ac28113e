from django.apps import AppConfig


class SEOConfig(AppConfig):
    name = "seo"
