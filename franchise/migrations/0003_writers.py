from django.db import migrations

from ..roles import make_roles


def make(apps, schema_editor):
    make_roles(apps, schema_editor.connection.alias, ["Writers"])


class Migration(migrations.Migration):
    dependencies = [
        ("franchise", "0002_roles"),
        ("editorial", "0003_drafts"),
    ]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
