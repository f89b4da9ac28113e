import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("films", "0007_words"),
        ("reviews", "0006_folded_names"),
    ]

    operations = [
        migrations.AlterField(
            model_name="critic",
            name="name",
            field=models.CharField(
                help_text="As they sign their reviews: Jordan Mintzer.", max_length=200
            ),
        ),
        migrations.AlterField(
            model_name="critic",
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
            model_name="publication",
            name="name",
            field=models.CharField(
                help_text="For example, The Hollywood Reporter.", max_length=200
            ),
        ),
        migrations.AlterField(
            model_name="publication",
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
            model_name="review",
            name="critic",
            field=models.ForeignKey(
                blank=True,
                help_text="Leave empty if the publication names none.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reviews",
                to="reviews.critic",
            ),
        ),
        migrations.AlterField(
            model_name="review",
            name="language",
            field=models.ForeignKey(
                blank=True,
                help_text="The language of the quote. Leave empty to use that of the publication's last quote.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reviews",
                to="films.language",
            ),
        ),
        migrations.AlterField(
            model_name="review",
            name="publish_at",
            field=models.DateTimeField(
                blank=True,
                help_text="A published page stays hidden until this time. Leave empty to show it at once.",
                null=True,
                verbose_name="publish from",
            ),
        ),
        migrations.AlterField(
            model_name="review",
            name="quote_translation",
            field=models.TextField(
                blank=True, help_text="The quote in English, if it is in another language."
            ),
        ),
        migrations.AlterField(
            model_name="review",
            name="score_scale",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="The highest possible score: 5.",
                max_digits=6,
                null=True,
                verbose_name="out of",
            ),
        ),
        migrations.AlterField(
            model_name="review",
            name="score_value",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="The score as a number: 3.5. Leave empty to read it from the original score.",
                max_digits=6,
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="review",
            name="unpublish_at",
            field=models.DateTimeField(
                blank=True,
                help_text="A published page is hidden from this time on. Leave empty to keep it visible.",
                null=True,
                verbose_name="publish until",
            ),
        ),
        migrations.AlterField(
            model_name="review",
            name="url",
            field=models.URLField(
                blank=True,
                help_text="Where to read the review.",
                max_length=500,
                verbose_name="URL",
            ),
        ),
        migrations.AlterField(
            model_name="review",
            name="verdict",
            field=models.CharField(
                blank=True,
                choices=[("positive", "Positive"), ("mixed", "Mixed"), ("negative", "Negative")],
                help_text="The critic's overall opinion. Leave empty if you are not sure.",
                max_length=8,
            ),
        ),
        migrations.AlterConstraint(
            model_name="critic",
            name="critic_slug_not_reserved",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug", "unsigned"), _negated=True),
                name="critic_slug_not_reserved",
                violation_error_message="The slug “unsigned” is reserved for reviews that name no critic. Choose another.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="review",
            name="review_once_per_critic",
            constraint=models.UniqueConstraint(
                fields=("film", "publication", "critic"),
                name="review_once_per_critic",
                violation_error_message="There is already a review by this critic.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="review",
            name="review_once_unsigned",
            constraint=models.UniqueConstraint(
                condition=models.Q(("critic", None)),
                fields=("film", "publication"),
                name="review_once_unsigned",
                violation_error_message="There is already an unsigned review from this publication.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="review",
            name="review_score_within_scale",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("score_scale", None), ("score_value", None)),
                    models.Q(
                        ("score_scale__gt", 0),
                        ("score_scale__isnull", False),
                        ("score_value__gte", 0),
                        ("score_value__isnull", False),
                        ("score_value__lte", models.F("score_scale")),
                    ),
                    _connector="OR",
                ),
                name="review_score_within_scale",
                violation_error_message="Enter both the score and the highest possible score; the score must be between 0 and that.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="review",
            name="review_ends_after_it_begins",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("publish_at", None),
                    ("unpublish_at", None),
                    ("unpublish_at__gt", models.F("publish_at")),
                    _connector="OR",
                ),
                name="review_ends_after_it_begins",
                violation_error_message="Choose a time later than “publish from”.",
            ),
        ),
    ]
