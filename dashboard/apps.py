from django.apps import AppConfig
from django.contrib.admin import apps


class DashboardConfig(AppConfig):
    name = "dashboard"
    default = True


class AdminConfig(apps.AdminConfig):
    default_site = "dashboard.admin_site.FranchiseAdminSite"
    default = False
