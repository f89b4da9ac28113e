from django.db import migrations


class Migration(migrations.Migration):
    """The search index becomes one of the app of search: its table stays as it is."""

    dependencies = [("franchise", "0008_work_indexes")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(name="SearchEntry")]
        ),
    ]
