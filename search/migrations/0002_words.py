from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0001_initial"),
    ]

    operations = [
        migrations.AlterConstraint(
            model_name="searchentry",
            name="search_entry_once_per_object",
            constraint=models.UniqueConstraint(
                fields=("kind", "object_id"),
                name="search_entry_once_per_object",
                violation_error_message="This is already in the search index.",
            ),
        ),
    ]
