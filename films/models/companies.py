"""Who produced, distributed and sold a film."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.constraints import filled, one_of
from content.literals import IsPositive
from content.natural_keys import NaturalKeyQuerySet, Slugged
from content.page_urls import page_url
from content.prose import ProseField
from content.search_keys import SearchKeyField
from content.translations import TranslationsField

from .film import Film, FilmPartQuerySet
from .parts import Ordered


class CompanyQuerySet(NaturalKeyQuerySet):
    def published(self):
        """Companies are seen where a published film names them."""
        return self.filter(IsPositive("film_count"))


class Company(Slugged):
    name = models.CharField(max_length=200, help_text="For example, Inoxy Films.")
    description = ProseField(blank=True, help_text="Markdown.")
    url = models.URLField("website", max_length=500, blank=True)
    translations = TranslationsField("description")
    folded = SearchKeyField("name")
    # How many published films they made or released: see stored.py.
    film_count = models.PositiveIntegerField(
        "published films", default=0, editable=False, serialize=False
    )

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "companies"
        ordering = ["folded", "pk"]
        constraints = [
            filled(
                "slug", "name", name="company_has_slug_and_name", message="A company needs a name."
            )
        ]
        # The admin's list and its autocomplete, in the order of names.
        indexes = [models.Index(fields=["folded"], name="company_by_name")]

    def get_absolute_url(self):
        return page_url("company_detail", self.slug)


class CompanyRole(models.TextChoices):
    PRODUCTION = "production", _("Production company")
    DISTRIBUTION = "distribution", _("Distributor")
    SALES = "sales", _("Sales agent")


class FilmCompany(Ordered):
    Role = CompanyRole

    film = models.ForeignKey(Film, models.CASCADE, related_name="film_companies")
    company = models.ForeignKey(Company, models.PROTECT, related_name="film_companies")
    role = models.CharField(max_length=12, choices=Role, default=Role.PRODUCTION)

    natural_key_fields = ("film__slug", "role", "company__slug")

    objects = FilmPartQuerySet.as_manager()

    class Meta(Ordered.Meta):
        verbose_name = "film company"
        verbose_name_plural = "film companies"
        constraints = [
            one_of(CompanyRole, "role", name="film_company_role_known"),
            models.UniqueConstraint(
                name="company_once_per_film_and_role",
                fields=["film", "role", "company"],
                violation_error_message="This company already has that role.",
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()}: {self.company}"
