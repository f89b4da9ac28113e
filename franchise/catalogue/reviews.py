"""What critics wrote about an invented film."""

from decimal import Decimal

from reviews.models import Critic, Publication, Review
from reviews.scores import read_score

from .new_film import NewFilm
from .words import PROSE

# How many there are of each of a hundred films.
REVIEW_SIZES = (0,) * 55 + (1,) * 24 + (2,) * 12 + (4,) * 6 + (8,) * 2 + (24,)
VERDICTS = ("positive",) * 9 + ("mixed",) * 7 + ("negative",) * 4
SCORES = {
    "positive": ["4/5", "5/5", "7/10", "8/10", "9/10", "75%", "80%", "90%", "A", "A−", "B+"],
    "mixed": ["3/5", "5/10", "6/10", "50%", "55%", "65%", "B", "C"],
    "negative": ["1/5", "2/5", "2/10", "3/10", "4/10", "20%", "35%", "40%", "D"],
}
# A printed score, its value and what it is out of, by verdict.
READ_SCORES: dict[str, list[tuple[str, Decimal | None, Decimal | None]]] = {
    verdict: [(text, *(read_score(text) or (None, None))) for text in texts]
    for verdict, texts in SCORES.items()
}


def add_reviews(new: NewFilm) -> None:
    words, background = new.words, new.background
    bylines: set[tuple[str, str]] = set()
    for position in range(words.choice(REVIEW_SIZES)):
        publication = background.publications[words.rank(len(background.publications))]
        critic = None
        if words.chance() < 0.8:
            critic = background.critics[words.rank(len(background.critics))]
        byline = (publication.slug, critic.slug if critic else "")
        # Nobody reviews it twice.
        if byline not in bylines:
            bylines.add(byline)
            new.add(_review(new, publication, critic, position))


def _review(new: NewFilm, publication: Publication, critic: Critic | None, position: int) -> Review:
    words, chance = new.words, new.words.chance
    verdict = words.choice(VERDICTS)
    review = Review(
        film=new.film,
        publication=publication,
        critic=critic,
        url=f"{publication.url}{new.film.slug}/{critic.slug if critic else ''}",
        published_on=words.date(new.year),
        verdict=verdict if chance() < 0.9 else "",
        position=position,
        status="draft" if chance() < 0.01 else "published",
    )
    if chance() < 0.7:
        _quote(new, review, verdict)
    if chance() < 0.5 or not review.quote:
        review.summary = words.choice(PROSE["summaries"][verdict])
        if new.has_french:
            french = words.choice(PROSE["summaries_fr"][verdict])
            review.translations = {"fr": {"summary": french}}
    if chance() < 0.6:
        scores = READ_SCORES[verdict]
        review.score_text, review.score_value, review.score_scale = words.choice(scores)
    return review


def _quote(new: NewFilm, review: Review, verdict: str) -> None:
    """Quote the critic in the film's language, or in English."""
    words, languages = new.words, new.background.languages
    own = [quote for quote in new.tongue.quotes if quote[2] == verdict]
    if own and words.chance() < 0.6:
        review.quote, review.quote_translation, _verdict = words.choice(own)
        review.language = languages[new.tongue.code]
    else:
        review.quote = words.choice(PROSE["quotes"][verdict])
        review.language = languages["en"]
