from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations


def allow(apps, schema_editor):
    alias = schema_editor.connection.alias
    create_permissions(
        installed_apps.get_app_config("exchange"), verbosity=0, apps=apps, using=alias
    )
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    for group in apps.get_model("auth", "Group").objects.using(alias).filter(name="Editors"):
        group.permissions.add(*permissions.filter(codename="apply_content"))


class Migration(migrations.Migration):
    dependencies = [
        ("franchise", "0004_unpublish_at"),
        ("exchange", "0001_initial"),
    ]

    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
