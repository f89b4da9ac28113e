from django.db import migrations, models

import content.literals


class Migration(migrations.Migration):
    dependencies = [
        ("films", "0005_work_indexes"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="person",
            name="person_visible_by_name",
        ),
        migrations.RemoveIndex(
            model_name="person",
            name="person_visible_by_films",
        ),
        migrations.AddField(
            model_name="person",
            name="role_bits",
            field=models.PositiveIntegerField(default=0, editable=False, serialize=False),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                models.F("folded"),
                models.F("id"),
                models.F("role_bits"),
                condition=models.Q(content.literals.IsPositive("film_count")),
                name="person_visible_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                models.OrderBy(models.F("film_count"), descending=True),
                models.F("folded"),
                models.F("id"),
                models.F("role_bits"),
                condition=models.Q(content.literals.IsPositive("film_count")),
                name="person_visible_by_films",
            ),
        ),
    ]
