from django.apps import AppConfig
from django.contrib.admin import apps


class FranchiseConfig(AppConfig):
    name = "franchise"
    default = True

    def ready(self):
        from .search import index

        index.keep_up_to_date()


class AdminConfig(apps.AdminConfig):
    default_site = "franchise.admin_site.FranchiseAdminSite"
    default = False
