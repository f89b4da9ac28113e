"""Critics' reviews as schema.org describes them. What several of them come to is not theirs to say:
no rating is made of others' scores."""

from films.structured_data import named, node


def critic_reviews(reviews):
    """Return those of a film's reviews that a critic has signed."""
    return [_critic_review(review) for review in reviews if review.critic]


def _critic_review(review):
    return node(
        "CriticReview",
        author=named("Person", review.critic),
        publisher=named("Organization", review.publication),
        url=review.url,
        datePublished=review.published_on,
        inLanguage=review.quote and review.language and review.language.code,
        reviewBody=review.quote,
        reviewRating=_rating(review),
    )


def _rating(review):
    """The critic's own score, where it is a number."""
    if review.score_value is None:
        return None
    return node(
        "Rating",
        ratingValue=float(review.score_value),
        bestRating=float(review.score_scale),
        worstRating=0,
    )
