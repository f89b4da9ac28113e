from django.db import migrations


class Migration(migrations.Migration):
    """Former addresses are called redirects now: their table stays as it is."""

    dependencies = [("editorial", "0005_findings")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel(old_name="FormerAddress", new_name="Redirect"),
                migrations.AlterModelTable(name="redirect", table="editorial_formeraddress"),
            ]
        ),
    ]
