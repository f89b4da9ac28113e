"""Links in texts to pages of this site: where each leads, and how it follows a page that moves."""

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from itertools import count, groupby
from operator import attrgetter
from secrets import token_hex
from urllib.parse import unquote, urljoin, urlsplit

from django.apps import apps
from django.conf import settings
from django.urls import Resolver404, reverse

from content.natural_keys import Slugged
from content.prose import linked_urls
from content.site_urls import absolute_url, resolve_in_language
from content.texts import Text, texts_of
from content.translations import SOURCE_LANGUAGE
from editorial.history import kinds_of_rows
from editorial.redirects import finds_links, present_slugs

from .models import ArticleSection, PlotSection
from .models.sources import is_prose

# How a Markdown text may hold a link: inline, by reference, as the URL alone.
LINK_MARKS = ("](", "]:", "<http")
SECTIONS = {"plot": PlotSection, "article": ArticleSection}


@dataclass(frozen=True)
class LinkedPage:
    """A page of the site about one row: `fragment` is the place in it that a link names."""

    model: type[Slugged]
    slug: str
    fragment: str

    @property
    def url(self):
        return self.model(slug=self.slug).get_absolute_url()


def page_model(match):
    """Return the model of whose rows a resolved URL names one, or None.

    A URL is called after its model, `film_detail`; so is one that a page has beside its
    own, such as `film_share_image`.
    """
    if "slug" not in match.kwargs or "admin" in match.namespaces:
        return None
    return _models_by_name().get(match.url_name.partition("_")[0])


@cache
def _models_by_name():
    slugged = (model for model in apps.get_models() if issubclass(model, Slugged))
    return {model._meta.model_name: model for model in slugged}


def present_url(match):
    """Return where the page is now that once was at a resolved URL, in the same language.

    None where there was none, or where visitors would see none.
    """
    model = page_model(match)
    if model is None:
        return None
    slug = match.kwargs["slug"]
    now = present_slugs(model, [slug]).get(slug)
    return now and reverse(match.view_name, kwargs=match.kwargs | {"slug": now})


# Links that lead nowhere


def dead_links(texts):
    """Yield (text, URL, page) for each link of a text that leads nowhere on this site.

    The page is the LinkedPage at which it is found now, or None. Other sites are not asked. Takes
    two queries for each kind of page that is linked to.
    """
    links = [(text, link) for text in texts for link in linked_urls(text.words)]
    targets = [(text, link, _target(text.page, link)) for text, link in links]
    seen = _seen({target for *_, target in targets if isinstance(target, LinkedPage)})
    dead = [each for each in targets if not _leads(each[2], each[0].page, seen)]
    moved = _moved({target for *_, target in dead if target})
    for text, link, target in dead:
        yield text, link, moved.get(target)


def _moved(pages):
    """{page: the same page where it is now} of those that have left their URL."""
    now = {
        (model, slug): present
        for model, group in groupby(sorted(pages, key=_model_name), key=attrgetter("model"))
        for slug, present in present_slugs(model, [page.slug for page in group]).items()
    }
    kinds = ((page, now.get((page.model, page.slug))) for page in pages)
    return {page: replace(page, slug=slug) for page, slug in kinds if slug}


def _model_name(page):
    return page.model._meta.label


def _target(page, link):
    """Return the LinkedPage of a link on `page`, None if nothing is there, else "other"."""
    home = absolute_url("/")
    try:
        url = urlsplit(urljoin(urljoin(home, page.get_absolute_url()), link))
        if f"{url.scheme}://{url.netloc}/" != home or _is_file(url.path):
            return "other"
        match = resolve_in_language(unquote(url.path))
    except (Resolver404, ValueError):
        return None
    if "admin" in match.namespaces:
        return None
    model = page_model(match)
    return LinkedPage(model, match.kwargs["slug"], unquote(url.fragment)) if model else "other"


def _is_file(path):
    return path.startswith((settings.STATIC_URL, settings.MEDIA_URL))


def _seen(pages):
    """Return what visitors see of these pages: (model, slug), and (model, slug, fragment)."""
    slugs = defaultdict(set)
    for page in pages:
        slugs[page.model].add(page.slug)
    seen = set()
    for model, wanted in slugs.items():
        found = model.objects.published().filter(slug__in=wanted)
        seen.update((model, slug) for slug in found.values_list("slug", flat=True))
    films = {page.slug for page in pages if page.fragment.partition("-")[0] in SECTIONS}
    for prefix, model in SECTIONS.items() if films else ():
        keys = model.objects.filter(film__slug__in=films).values_list("film__slug", "key")
        film = model._meta.get_field("film").related_model
        seen.update((film, slug, f"{prefix}-{key}") for slug, key in keys)
    return seen


def _leads(target, page, seen):
    if not isinstance(target, LinkedPage):
        return target is not None
    # A draft's link to itself will lead somewhere when it is published.
    is_itself = (target.model, target.slug) == (type(page), getattr(page, "slug", None))
    if not is_itself and (target.model, target.slug) not in seen:
        return False
    is_section = target.fragment.partition("-")[0] in SECTIONS and "-" in target.fragment
    is_film = target.model is PlotSection._meta.get_field("film").related_model
    if not (is_section and is_film):
        return True
    return (target.model, target.slug, target.fragment) in seen


# Links to a page that moves


@dataclass(frozen=True)
class LinkingText:
    """A row with `links` to a page that moves, in texts that are given with their new words."""

    links: int
    texts: list[tuple[Text, str]]

    @property
    def page(self):
        return self.texts[0][0].page

    def follow(self):
        """Save the new words."""
        for text, words in self.texts:
            row = text.row or text.page
            if text.language == SOURCE_LANGUAGE:
                setattr(row, text.name, words)
            else:
                row.translations[text.language][text.name] = words
        row.save()


@finds_links
def texts_linking_to(move):
    """Yield a LinkingText for each row whose texts link to a page that moves.

    Takes a query for each kind of row that has texts.
    """
    for model, path in kinds_of_rows():
        names = [field.name for field in model._meta.fields if is_prose(field)]
        if names:
            # A link may start from the page that it stands in, whose URL may name others.
            related = [field.name for field in model._meta.fields if field.many_to_one]
            rows = model._base_manager.all()
            rows = rows.select_related(*related) if related else rows
            found = texts_of(rows, *names, page=path, holding=[f"/{move.old}"])
            for _row, texts in groupby(found, lambda text: text.row or text.page):
                yield from _linking_text(texts, move)


def _linking_text(texts, move):
    found = [(text, *moved_words(text, move)) for text in texts]
    if links := sum(number for *_, number in found):
        yield LinkingText(links, [(text, words) for text, words, number in found if number])


def moved_words(text, move):
    """Return a text's words with their links to a page following it, and how many did.

    A stand-in is put wherever the old slug may stand in a URL. Those that come out of the
    parser in the URL of a link are that page's; what is in code or plain words is not.
    """
    stem = token_hex(8)
    places = re.compile(rf"(?<=/){re.escape(move.old)}(?![\w-])", re.ASCII)
    numbers = count()
    marked = places.sub(lambda _: f"{stem}x{next(numbers)}", text.words)
    targets = (_target(text.page, link) for link in linked_urls(marked) if stem in link)
    pages = (target for target in targets if isinstance(target, LinkedPage))
    linked = {page.slug for page in pages if page.model is move.model and stem in page.slug}
    numbers = count()
    words = places.sub(
        lambda old: move.new if f"{stem}x{next(numbers)}" in linked else old[0], text.words
    )
    return words, len(linked)
