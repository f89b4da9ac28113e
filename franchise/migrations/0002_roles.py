from django.db import migrations

from ..roles import make_roles


def make(apps, schema_editor):
    make_roles(apps, schema_editor.connection.alias, ["Editors", "Reviewers' desk"])


class Migration(migrations.Migration):
    dependencies = [
        ("franchise", "0001_initial"),
        ("reviews", "0001_initial"),
        ("films", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
