import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models

import content.dates


class Migration(migrations.Migration):
    dependencies = [
        ("films", "0006_person_roles"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="filmcompany",
            options={
                "ordering": ["position", "pk"],
                "verbose_name": "film company",
                "verbose_name_plural": "film companies",
            },
        ),
        migrations.AlterModelOptions(
            name="filmcountry",
            options={
                "ordering": ["position", "pk"],
                "verbose_name": "film country",
                "verbose_name_plural": "film countries",
            },
        ),
        migrations.AlterModelOptions(
            name="filmgenre",
            options={
                "ordering": ["position", "pk"],
                "verbose_name": "film genre",
                "verbose_name_plural": "film genres",
            },
        ),
        migrations.AlterModelOptions(
            name="filmlanguage",
            options={
                "ordering": ["position", "pk"],
                "verbose_name": "film language",
                "verbose_name_plural": "film languages",
            },
        ),
        migrations.AlterModelOptions(
            name="filmpicture",
            options={
                "ordering": ["position", "pk"],
                "verbose_name": "film picture",
                "verbose_name_plural": "film pictures",
            },
        ),
        migrations.AlterField(
            model_name="articlesection",
            name="body",
            field=models.TextField(
                help_text="Markdown. Cite a source with [^source-key]. Separate paragraphs with an empty line."
            ),
        ),
        migrations.AlterField(
            model_name="articlesection",
            name="key",
            field=models.SlugField(
                blank=True,
                help_text="Its anchor in the page's URL, such as the-robbery. Leave empty to create it from the heading.",
                max_length=80,
                verbose_name="anchor",
            ),
        ),
        migrations.AlterField(
            model_name="character",
            name="description",
            field=models.TextField(
                blank=True,
                help_text="Markdown. Who they are when we first meet them, without spoilers.",
            ),
        ),
        migrations.AlterField(
            model_name="character",
            name="name",
            field=models.CharField(help_text="The name used in the films: Lino.", max_length=200),
        ),
        migrations.AlterField(
            model_name="character",
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
            model_name="company",
            name="name",
            field=models.CharField(help_text="For example, Inoxy Films.", max_length=200),
        ),
        migrations.AlterField(
            model_name="company",
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
            model_name="country",
            name="name",
            field=models.CharField(help_text="For example, France.", max_length=100),
        ),
        migrations.AlterField(
            model_name="credit",
            name="character",
            field=models.ForeignKey(
                blank=True,
                help_text="The character they play. For the cast only.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="credits",
                to="films.character",
            ),
        ),
        migrations.AlterField(
            model_name="credit",
            name="credited_as",
            field=models.CharField(
                blank=True,
                help_text="The name in the film's credits, if different: Steffi Celma.",
                max_length=200,
            ),
        ),
        migrations.AlterField(
            model_name="figure",
            name="amount",
            field=models.PositiveBigIntegerField(help_text="In full: 37000000."),
        ),
        migrations.AlterField(
            model_name="figure",
            name="period",
            field=models.CharField(
                blank=True,
                help_text="The period it covers: first month, opening weekend.",
                max_length=100,
            ),
        ),
        migrations.AlterField(
            model_name="figure",
            name="unit",
            field=models.CharField(
                blank=True,
                help_text="The ISO 4217 currency, for amounts of money: EUR. Leave empty for viewers.",
                max_length=3,
                validators=[
                    django.core.validators.RegexValidator(
                        "^[A-Z]{3}\\Z", "Three capital letters, such as EUR."
                    )
                ],
            ),
        ),
        migrations.AlterField(
            model_name="film",
            name="lead",
            field=models.TextField(
                blank=True,
                help_text="The opening paragraphs, in Markdown: what it is, who made it, how it was received. No plot beyond the premise. Cite a source with [^source-key].",
            ),
        ),
        migrations.AlterField(
            model_name="film",
            name="meta_description",
            field=models.CharField(
                blank=True,
                help_text="For search engines and shared links. Leave empty to use the beginning of the lead.",
                max_length=300,
            ),
        ),
        migrations.AlterField(
            model_name="film",
            name="original_title",
            field=models.CharField(
                blank=True,
                help_text="In the original language, if different: Balle perdue.",
                max_length=200,
            ),
        ),
        migrations.AlterField(
            model_name="film",
            name="poster",
            field=models.ForeignKey(
                blank=True,
                help_text="The portrait-format picture on its page, in lists and in shared links.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="poster_of",
                to="films.picture",
            ),
        ),
        migrations.AlterField(
            model_name="film",
            name="production_status",
            field=models.CharField(
                choices=[
                    ("announced", "Announced"),
                    ("pre_production", "Pre-production"),
                    ("filming", "Filming"),
                    ("post_production", "Post-production"),
                    ("released", "Released"),
                    ("cancelled", "Cancelled"),
                ],
                default="released",
                help_text="The stage of production. Shown until the film is released.",
                max_length=15,
            ),
        ),
        migrations.AlterField(
            model_name="film",
            name="publish_at",
            field=models.DateTimeField(
                blank=True,
                help_text="A published page stays hidden until this time. Leave empty to show it at once.",
                null=True,
                verbose_name="publish from",
            ),
        ),
        migrations.AlterField(
            model_name="film",
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
            model_name="film",
            name="sort_title",
            field=models.CharField(
                blank=True,
                help_text="Only if it sorts differently from the title: Matrix, The.",
                max_length=200,
            ),
        ),
        migrations.AlterField(
            model_name="film",
            name="text_source",
            field=models.ForeignKey(
                blank=True,
                help_text="What its text is based on, such as an encyclopedia article. It is credited at the foot of the page, with its licence.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="films",
                to="films.source",
            ),
        ),
        migrations.AlterField(
            model_name="film",
            name="unpublish_at",
            field=models.DateTimeField(
                blank=True,
                help_text="A published page is hidden from this time on. Leave empty to keep it visible.",
                null=True,
                verbose_name="publish until",
            ),
        ),
        migrations.AlterField(
            model_name="filmlink",
            name="label",
            field=models.CharField(
                help_text="What the link points to, such as Netflix.", max_length=100
            ),
        ),
        migrations.AlterField(
            model_name="filmlink",
            name="url",
            field=models.URLField(max_length=500, verbose_name="URL"),
        ),
        migrations.AlterField(
            model_name="genre",
            name="name",
            field=models.CharField(help_text="For example, Action.", max_length=100),
        ),
        migrations.AlterField(
            model_name="genre",
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
            model_name="language",
            name="name",
            field=models.CharField(help_text="For example, French.", max_length=100),
        ),
        migrations.AlterField(
            model_name="person",
            name="biography",
            field=models.TextField(
                blank=True,
                help_text="Markdown. Who they are and what they did. Cite a source with [^source-key].",
            ),
        ),
        migrations.AlterField(
            model_name="person",
            name="died_on",
            field=content.dates.PartialDateField(
                blank=True, default="", help_text="Leave empty if living.", verbose_name="died"
            ),
        ),
        migrations.AlterField(
            model_name="person",
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
            model_name="person",
            name="sort_name",
            field=models.CharField(
                blank=True, help_text="As listed in an index: Celma, Stéfi.", max_length=200
            ),
        ),
        migrations.AlterField(
            model_name="personlink",
            name="label",
            field=models.CharField(
                help_text="What the link points to, such as Netflix.", max_length=100
            ),
        ),
        migrations.AlterField(
            model_name="personlink",
            name="url",
            field=models.URLField(max_length=500, verbose_name="URL"),
        ),
        migrations.AlterField(
            model_name="picture",
            name="alt",
            field=models.TextField(
                blank=True,
                help_text="What it shows, for readers who cannot see it: one or two sentences.",
                verbose_name="alternative text",
            ),
        ),
        migrations.AlterField(
            model_name="picture",
            name="caption",
            field=models.CharField(
                blank=True, help_text="Shown below the picture.", max_length=300
            ),
        ),
        migrations.AlterField(
            model_name="picture",
            name="credit",
            field=models.CharField(
                blank=True, help_text="Who made it, as they must be credited.", max_length=200
            ),
        ),
        migrations.AlterField(
            model_name="picture",
            name="focal_x",
            field=models.PositiveSmallIntegerField(
                default=50,
                help_text="The point that every crop must keep: per cent from the left.",
                validators=[django.core.validators.MaxValueValidator(100)],
                verbose_name="focal point, horizontal",
            ),
        ),
        migrations.AlterField(
            model_name="picture",
            name="focal_y",
            field=models.PositiveSmallIntegerField(
                default=50,
                help_text="Per cent from the top.",
                validators=[django.core.validators.MaxValueValidator(100)],
                verbose_name="focal point, vertical",
            ),
        ),
        migrations.AlterField(
            model_name="picture",
            name="is_decorative",
            field=models.BooleanField(
                default=False,
                help_text="It adds nothing to what the text says.",
                verbose_name="decorative",
            ),
        ),
        migrations.AlterField(
            model_name="picture",
            name="licence",
            field=models.CharField(
                blank=True,
                help_text="The licence under which it may be shown, such as CC BY-SA 4.0.",
                max_length=100,
            ),
        ),
        migrations.AlterField(
            model_name="picture",
            name="name",
            field=models.CharField(
                help_text="The name that editors search for: Lost Bullet, poster.", max_length=200
            ),
        ),
        migrations.AlterField(
            model_name="picture",
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
            model_name="picture",
            name="source_url",
            field=models.URLField(
                blank=True,
                help_text="The page it was taken from.",
                max_length=500,
                verbose_name="source",
            ),
        ),
        migrations.AlterField(
            model_name="plotsection",
            name="body",
            field=models.TextField(
                help_text="Markdown. Cite a source with [^source-key]. Separate paragraphs with an empty line."
            ),
        ),
        migrations.AlterField(
            model_name="plotsection",
            name="key",
            field=models.SlugField(
                blank=True,
                help_text="Its anchor in the page's URL, such as the-robbery. Leave empty to create it from the heading.",
                max_length=80,
                verbose_name="anchor",
            ),
        ),
        migrations.AlterField(
            model_name="plotsection",
            name="spoiler_level",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (0, "Premise: what the trailer reveals"),
                    (1, "Plot: what happens along the way"),
                    (2, "Ending: how it ends"),
                ],
                default=1,
                help_text="How much it gives away to readers who have not seen the film.",
            ),
        ),
        migrations.AlterField(
            model_name="release",
            name="event",
            field=models.CharField(
                blank=True, help_text="The name of a festival or an edition.", max_length=200
            ),
        ),
        migrations.AlterField(
            model_name="source",
            name="archive_url",
            field=models.URLField(
                blank=True,
                help_text="In case the original page disappears.",
                max_length=500,
                verbose_name="archived copy",
            ),
        ),
        migrations.AlterField(
            model_name="source",
            name="key",
            field=models.SlugField(
                help_text="Texts cite a source by its key: [^variety-2022] for the key variety-2022.",
                max_length=80,
                unique=True,
            ),
        ),
        migrations.AlterField(
            model_name="source",
            name="licence",
            field=models.CharField(
                blank=True,
                help_text="The licence under which its text may be used, such as CC BY-SA 4.0. Leave empty if it is only cited.",
                max_length=100,
            ),
        ),
        migrations.AlterField(
            model_name="source",
            name="publisher",
            field=models.CharField(blank=True, help_text="For example, Variety.", max_length=200),
        ),
        migrations.AlterField(
            model_name="source",
            name="url",
            field=models.URLField(blank=True, max_length=500, verbose_name="URL"),
        ),
        migrations.AlterConstraint(
            model_name="articlesection",
            name="article_section_key_once_per_film",
            constraint=models.UniqueConstraint(
                fields=("film", "key"),
                name="article_section_key_once_per_film",
                violation_error_message="Another article section of this film already has that anchor.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="credit",
            name="credit_once_per_character",
            constraint=models.UniqueConstraint(
                fields=("film", "role", "person", "character"),
                name="credit_once_per_character",
                violation_error_message="This person already has that credit.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="credit",
            name="credit_once_without_character",
            constraint=models.UniqueConstraint(
                condition=models.Q(("character", None)),
                fields=("film", "role", "person"),
                name="credit_once_without_character",
                violation_error_message="This person already has that credit.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="figure",
            name="figure_once_per_period",
            constraint=models.UniqueConstraint(
                fields=("film", "kind", "period"),
                name="figure_once_per_period",
                violation_error_message="This film already has that figure for that period.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="figure",
            name="figure_money_has_currency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "viewers"), ("unit", "")),
                    models.Q(
                        models.Q(("kind", "viewers"), _negated=True),
                        models.Q(("unit", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="figure_money_has_currency",
                violation_error_message="An amount of money needs a currency; a number of viewers has none.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="film",
            name="film_runtime_in_range",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("runtime_minutes", None),
                    ("runtime_minutes__range", (1, 1500)),
                    _connector="OR",
                ),
                name="film_runtime_in_range",
                violation_error_message="A running time must be between 1 and 1500 minutes.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="film",
            name="film_ends_after_it_begins",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("publish_at", None),
                    ("unpublish_at", None),
                    ("unpublish_at__gt", models.F("publish_at")),
                    _connector="OR",
                ),
                name="film_ends_after_it_begins",
                violation_error_message="Choose a time later than “publish from”.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="filmcompany",
            name="company_once_per_film_and_role",
            constraint=models.UniqueConstraint(
                fields=("film", "role", "company"),
                name="company_once_per_film_and_role",
                violation_error_message="This company already has that role.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="filmcountry",
            name="country_once_per_film",
            constraint=models.UniqueConstraint(
                fields=("film", "country"),
                name="country_once_per_film",
                violation_error_message="This film already has that country.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="filmgenre",
            name="genre_once_per_film",
            constraint=models.UniqueConstraint(
                fields=("film", "genre"),
                name="genre_once_per_film",
                violation_error_message="This film already has that genre.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="filmlanguage",
            name="language_once_per_film",
            constraint=models.UniqueConstraint(
                fields=("film", "language"),
                name="language_once_per_film",
                violation_error_message="This film already has that language.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="filmlink",
            name="film_link_has_label_and_url",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("label", ""), _negated=True), models.Q(("url", ""), _negated=True)
                ),
                name="film_link_has_label_and_url",
                violation_error_message="A link needs a label and a URL.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="filmlink",
            name="film_link_once",
            constraint=models.UniqueConstraint(
                fields=("film", "url"),
                name="film_link_once",
                violation_error_message="This film already has that link.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="filmpicture",
            name="picture_once_per_film",
            constraint=models.UniqueConstraint(
                fields=("film", "picture"),
                name="picture_once_per_film",
                violation_error_message="This film already shows that picture.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="person",
            name="person_born_before_death",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("born_on", ""),
                    ("died_on", ""),
                    django.db.models.lookups.LessThanOrEqual(
                        django.db.models.functions.text.Left(
                            "born_on", django.db.models.functions.text.Length("died_on")
                        ),
                        django.db.models.functions.text.Left(
                            "died_on", django.db.models.functions.text.Length("born_on")
                        ),
                    ),
                    _connector="OR",
                ),
                name="person_born_before_death",
                violation_error_message="The date of death is before the date of birth. Check both.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="personlink",
            name="person_link_has_label_and_url",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("label", ""), _negated=True), models.Q(("url", ""), _negated=True)
                ),
                name="person_link_has_label_and_url",
                violation_error_message="A link needs a label and a URL.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="personlink",
            name="person_link_once",
            constraint=models.UniqueConstraint(
                fields=("person", "url"),
                name="person_link_once",
                violation_error_message="This person already has that link.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="picture",
            name="picture_has_size",
            constraint=models.CheckConstraint(
                condition=models.Q(("height__gt", 0), ("width__gt", 0)),
                name="picture_has_size",
                violation_error_message="A picture needs a width and a height.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="picture",
            name="picture_focal_point_inside",
            constraint=models.CheckConstraint(
                condition=models.Q(("focal_x__lte", 100), ("focal_y__lte", 100)),
                name="picture_focal_point_inside",
                violation_error_message="A focal point must be between 0 and 100 per cent.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="plotsection",
            name="plot_section_key_once_per_film",
            constraint=models.UniqueConstraint(
                fields=("film", "key"),
                name="plot_section_key_once_per_film",
                violation_error_message="Another plot section of this film already has that anchor.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="plotsectioncharacter",
            name="character_once_per_plot_section",
            constraint=models.UniqueConstraint(
                fields=("section", "character"),
                name="character_once_per_plot_section",
                violation_error_message="This character is already in the section.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="release",
            name="release_once_per_country",
            constraint=models.UniqueConstraint(
                fields=("film", "kind", "country", "event"),
                name="release_once_per_country",
                violation_error_message="This film already has a release of that kind in that country.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="release",
            name="release_once_worldwide",
            constraint=models.UniqueConstraint(
                condition=models.Q(("country", None)),
                fields=("film", "kind", "event"),
                name="release_once_worldwide",
                violation_error_message="This film already has a worldwide release of that kind.",
            ),
        ),
    ]
