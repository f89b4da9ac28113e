from django.apps import AppConfig
from django.contrib.admin import apps


class FranchiseConfig(AppConfig):
    name = "franchise"
    default = True


class AdminConfig(apps.AdminConfig):
    default_site = "franchise.admin_site.FranchiseAdminSite"
    default = False
