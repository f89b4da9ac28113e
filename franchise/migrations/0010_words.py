from django.db import migrations, models

import franchise.colours


class Migration(migrations.Migration):
    dependencies = [
        ("films", "0007_words"),
        ("franchise", "0009_search_entry_to_search"),
    ]

    operations = [
        migrations.AlterField(
            model_name="franchise",
            name="accent",
            field=models.CharField(
                blank=True,
                help_text="The colour of its pages, such as #b3290f. It must be legible on white.",
                max_length=7,
                validators=[franchise.colours.validate_accent],
                verbose_name="colour",
            ),
        ),
        migrations.AlterField(
            model_name="franchise",
            name="introduction",
            field=models.TextField(
                blank=True,
                help_text="Markdown. What connects the films, without their plots. Cite a source with [^source-key].",
            ),
        ),
        migrations.AlterField(
            model_name="franchise",
            name="meta_description",
            field=models.CharField(
                blank=True,
                help_text="For search engines and shared links. Leave empty to use the beginning of the introduction.",
                max_length=300,
            ),
        ),
        migrations.AlterField(
            model_name="franchise",
            name="original_title",
            field=models.CharField(
                blank=True,
                help_text="In the original language, if different: Balle perdue.",
                max_length=200,
            ),
        ),
        migrations.AlterField(
            model_name="franchise",
            name="publish_at",
            field=models.DateTimeField(
                blank=True,
                help_text="A published page stays hidden until this time. Leave empty to show it at once.",
                null=True,
                verbose_name="publish from",
            ),
        ),
        migrations.AlterField(
            model_name="franchise",
            name="slug",
            field=models.SlugField(
                blank=True,
                help_text="Used in URLs and fixtures, such as lost-bullet. Leave empty to create it from the title or name.",
                max_length=80,
                unique=True,
                verbose_name="slug",
            ),
        ),
        migrations.AlterField(
            model_name="franchise",
            name="unpublish_at",
            field=models.DateTimeField(
                blank=True,
                help_text="A published page is hidden from this time on. Leave empty to keep it visible.",
                null=True,
                verbose_name="publish until",
            ),
        ),
        migrations.AlterField(
            model_name="installment",
            name="label",
            field=models.CharField(
                blank=True, help_text="What to show instead of its number: Part 2.", max_length=100
            ),
        ),
        migrations.AlterConstraint(
            model_name="franchise",
            name="franchise_ends_after_it_begins",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("publish_at", None),
                    ("unpublish_at", None),
                    ("unpublish_at__gt", models.F("publish_at")),
                    _connector="OR",
                ),
                name="franchise_ends_after_it_begins",
                violation_error_message="Choose a time later than “publish from”.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="installment",
            name="film_once_per_franchise",
            constraint=models.UniqueConstraint(
                fields=("franchise", "film"),
                name="film_once_per_franchise",
                violation_error_message="This film is already in the franchise.",
            ),
        ),
    ]
