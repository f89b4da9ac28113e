from django.contrib import admin
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from editorial.admin import PublishableAdmin
from films.admin.content import ContentAdmin
from films.admin.relations import RelatedFilter
from films.counting import row_count

from .models import Critic, Publication, Review


class ReviewerAdmin(ContentAdmin):
    """Who publishes or writes reviews."""

    list_display = ["name", "review_count", "url"]
    fields = ["name", "url", "slug"]

    def get_queryset(self, request):
        reviews = row_count(Review.objects, self.opts.model_name)
        return super().get_queryset(request).annotate(review_count=reviews)

    @display(description="Reviews", ordering="review_count")
    def review_count(self, reviewer):
        return reviewer.review_count


@admin.register(Publication)
class PublicationAdmin(ReviewerAdmin):
    pass


@admin.register(Critic)
class CriticAdmin(ReviewerAdmin):
    pass


@admin.register(Review)
class ReviewAdmin(PublishableAdmin, ContentAdmin):
    list_display = [
        "film",
        "publication",
        "critic",
        "published",
        "judgement",
        "score",
        "visibility",
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
            "What it says",
            {"fields": ["quote", ("language", "verdict"), "quote_translation", "summary"]},
        ),
        ("Score", {"fields": [("score_text", "score_value", "score_scale")]}),
        ("Publishing", {"fields": ["status", ("publish_at", "unpublish_at"), "position"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_byline().with_film()

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
