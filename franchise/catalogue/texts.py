"""The plot of an invented film, told in sections, and the article around it."""

from films.models import ArticleSection, PlotSection, PlotSectionCharacter

from .new_film import NewFilm
from .words import PROSE, Slugs

# How many there are in each of a hundred films, or of ten sections.
PLOT_SIZES = (0,) * 24 + (1,) * 56 + (2,) * 9 + (3,) * 8 + (5,) * 3
ARTICLE_SIZES = (0,) * 52 + (1,) * 34 + (2,) * 9 + (3,) * 4 + (6,)
PARAGRAPHS = (1,) * 5 + (2,) * 3 + (3,) + (6,)


def add_plot(new: NewFilm) -> None:
    count = new.words.choice(PLOT_SIZES)
    keys = Slugs()
    for position in range(count):
        level = 0 if position == 0 else 2 if position == count - 1 and count > 2 else 1
        heading = new.words.line(PROSE["plot_headings"][level])
        section = PlotSection(
            film=new.film,
            key=keys.free(heading, "section"),
            heading=heading,
            body=_told(new, PROSE["plot"], new.heroes, cited=0.1),
            spoiler_level=level,
            position=position,
        )
        if new.has_french and new.words.chance() < 0.5:
            heading = new.words.choice(PROSE["plot_headings_fr"][level])
            body = _told(new, PROSE["plot_fr"], new.heroes, cited=0.1)
            section.translations = {"fr": {"heading": heading, "body": body}}
        new.add(section)
        _add_appearances(new, section)


def _add_appearances(new: NewFilm, section: PlotSection) -> None:
    count = min(new.words.choice((1, 2)), len(new.characters))
    for position, character in enumerate(new.words.random.sample(new.characters, count)):
        new.add(PlotSectionCharacter(section=section, character=character, position=position))


def add_articles(new: NewFilm) -> None:
    keys, topics = Slugs(), list(PROSE["articles"])
    for position in range(new.words.choice(ARTICLE_SIZES)):
        topic = topics[0] if position == 0 else new.words.choice(topics)
        texts = PROSE["articles"][topic]
        heading = new.words.choice(texts["headings"])
        section = ArticleSection(
            film=new.film,
            key=keys.free(heading, "section"),
            heading=heading,
            body=_told(new, texts["sentences"], new.names, cited=0.7),
            topic=topic,
            position=position,
        )
        if position == 0:
            section.body += _link_to_film_before(new)
        if new.has_french and new.words.chance() < 0.5:
            heading = new.words.choice(PROSE["articles_fr"][topic])
            body = _told(new, PROSE["article_sentences_fr"], new.names, cited=0.7)
            section.translations = {"fr": {"heading": heading, "body": body}}
        new.add(section)


def _link_to_film_before(new: NewFilm) -> str:
    before = new.series.last_film if new.series else None
    if not before or not before.is_live:
        return ""
    url = f"/films/{before.slug}/"
    return "\n\n" + PROSE["see_also"].format(title=before.title, url=url)


def _told(new: NewFilm, sentences: list[str], names: list[str], cited: float) -> str:
    """A few paragraphs about two of the `names`, with citations at the ends of some of them."""
    words = new.words
    who = words.choice(names)
    others = [name for name in names if name != who] or ["a stranger"]
    paragraphs = []
    for _ in range(words.choice(PARAGRAPHS)):
        known = {"who": who, "other": words.choice(others), "year": new.year}
        text = words.paragraph(sentences, words.random.randint(3, 6), **known)
        paragraphs.append(text + new.background.citation(cited))
    return "\n\n".join(paragraphs)
