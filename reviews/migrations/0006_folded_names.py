from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("films", "0006_person_roles"),
        ("reviews", "0005_work_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="review",
            name="film_folded",
            field=models.TextField(default="", editable=False, serialize=False),
        ),
        migrations.AddField(
            model_name="review",
            name="publication_folded",
            field=models.TextField(default="", editable=False, serialize=False),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                models.OrderBy(models.F("film_folded")),
                models.OrderBy(models.F("position")),
                models.OrderBy(models.F("id")),
                condition=models.Q(("film_is_visible", True), ("is_visible", True)),
                name="review_visible_by_film",
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                models.OrderBy(models.F("publication_folded")),
                models.OrderBy(models.F("id")),
                condition=models.Q(("film_is_visible", True), ("is_visible", True)),
                name="review_visible_by_publication",
            ),
        ),
    ]
