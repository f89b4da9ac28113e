from django.db import migrations, models


class Migration(migrations.Migration):
    """The table is made by migrations of franchise, whose app held it at first."""

    initial = True

    dependencies = [("franchise", "0009_search_entry_to_search")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="SearchEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("kind", models.CharField(max_length=20)),
                        ("object_id", models.PositiveBigIntegerField()),
                        (
                            "title",
                            models.TextField(
                                help_text="The normalized words of the title or name."
                            ),
                        ),
                        (
                            "words",
                            models.TextField(
                                help_text="The normalized words of the title and of the text."
                            ),
                        ),
                        ("is_visible", models.BooleanField(db_default=False, editable=False)),
                    ],
                    options={
                        "db_table": "franchise_searchentry",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "object_id"),
                                name="search_entry_once_per_object",
                                violation_error_message="This is in the search index already.",
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
