from django.contrib import admin
from django.shortcuts import redirect
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from editorial.admin.publishing import ACTIONS, visible
from editorial.admin_urls import change_url
from films.admin.content import ContentAdmin
from films.admin.forms import ContentForm
from films.admin.relations import RelatedFilter
from films.models import Film

from .models import Critic, Publication, Review
from .scores import read_score

NUMBERS = ("score_value", "score_scale")


class ReviewerAdmin(ContentAdmin):
    """Who publishes or writes reviews."""

    counted = "review"
    list_display = ["name", "review_count", "url"]
    fields = ["name", "url", "slug"]


@admin.register(Publication)
class PublicationAdmin(ReviewerAdmin):
    pass


@admin.register(Critic)
class CriticAdmin(ReviewerAdmin):
    pass


class ReviewForm(ContentForm):
    class Meta:
        help_texts = {"position": "Its position among the film’s reviews: 1 comes before 2."}

    def clean(self):
        cleaned = super().clean()
        self._read_score()
        if self._is_new_quote() and not self.cleaned_data.get("language"):
            self._choose_language()
        return cleaned

    def _read_score(self):
        """Fill the numbers from the score as it was printed, unless an editor gave others."""
        if not self._follow_text():
            return
        score = read_score(self.cleaned_data.get("score_text", "")) or (None, None)
        self.cleaned_data |= dict(zip(NUMBERS, score, strict=True))

    def _follow_text(self):
        if any(name in self.errors or name not in self.fields for name in ("score_text", *NUMBERS)):
            return False
        if {*NUMBERS} & {*self.changed_data}:
            return False
        # Numbers that an editor gave to another text, such as to B+, stay where they are.
        before = self.initial.get("score_text", "")
        numbers = tuple(self.initial.get(name) for name in NUMBERS)
        return "score_text" in self.changed_data and numbers in [(None, None), read_score(before)]

    def _is_new_quote(self):
        return self.cleaned_data.get("quote") and {"quote", "language"} & {*self.changed_data}

    def _choose_language(self):
        """Take the quote to be in the language that its publication was last quoted in."""
        publication = self.cleaned_data.get("publication")
        quoted = Review.objects.filter(publication=publication).exclude(language=None)
        if publication and (last := quoted.select_related("language").order_by("-pk").first()):
            self.cleaned_data["language"] = last.language
        else:
            self.add_error("language", "Choose the language that the quote is in.")


@admin.register(Review)
class ReviewAdmin(ContentAdmin):
    actions = ACTIONS
    form = ReviewForm
    list_display = [
        "film",
        "publication",
        "critic",
        "published",
        "judgement",
        "score",
        visible,
    ]
    list_display_links = ["film", "publication"]
    list_filter = [
        ("status", ChoicesDropdownFilter),
        ("verdict", ChoicesDropdownFilter),
        ("film", RelatedFilter),
        ("publication", RelatedFilter),
        ("critic", RelatedFilter),
        ("language", RelatedFilter),
    ]
    ordering = ["-published_on", "-pk"]
    search_fields = [
        "film__folded__contains",
        "publication__folded__contains",
        "critic__folded__contains",
    ]
    fieldsets = [
        (None, {"fields": ["film", ("publication", "critic"), ("url", "published_on")]}),
        (
            "Content",
            {"fields": ["quote", ("language", "verdict"), "quote_translation", "summary"]},
        ),
        ("Score", {"fields": [("score_text", "score_value", "score_scale")]}),
        ("Publishing", {"fields": ["status", ("publish_at", "unpublish_at"), "position"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_byline().with_film()

    def response_post_save_add(self, request, review):
        """Lead back to the film whose form asked for a review of it."""
        is_asked_for = request.GET.get("film") == str(review.film_id)
        if is_asked_for and self.admin_site.get_model_admin(Film).has_view_permission(request):
            return redirect(change_url(review.film))
        return super().response_post_save_add(request, review)

    @display(description="Published", ordering="published_on")
    def published(self, review):
        return review.published_on.label if review.published_on else None

    @display(
        description="Verdict",
        ordering="verdict",
        label={"positive": "success", "mixed": "warning", "negative": "danger"},
    )
    def judgement(self, review):
        return (review.verdict, review.get_verdict_display()) if review.verdict else None

    @display(description="Score", ordering="score_text")
    def score(self, review):
        return review.score_text
