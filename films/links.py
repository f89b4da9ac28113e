"""Links in texts that lead to no page of this site which a visitor could see."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote, urljoin, urlsplit

from django.apps import apps
from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override

from .addresses import absolute
from .models import ArticleSection, PlotSection
from .natural_keys import Slugged
from .prose import linked_addresses

# How a Markdown text may hold a link: inline, by reference, as the address alone.
LINK_MARKS = ("](", "]:", "<http")
SECTIONS = {"plot": PlotSection, "article": ArticleSection}


@dataclass(frozen=True)
class Page:
    """A page of the site about one row: `fragment` is the place in it that a link names."""

    model: type[Slugged]
    slug: str
    fragment: str


def dead_links(passages):
    """Yield (passage, address) for each link of a passage that leads nowhere on this site.

    Other sites are not asked. Takes a query for each kind of page that is linked to.
    """
    links = [(passage, link) for passage in passages for link in linked_addresses(passage.words)]
    targets = [(passage, link, _target(passage.page, link)) for passage, link in links]
    seen = _seen({target for *_, target in targets if isinstance(target, Page)})
    for passage, link, target in targets:
        if target is None or (isinstance(target, Page) and not _leads(target, passage.page, seen)):
            yield passage, link


def _target(page, link):
    """Return the Page that a link on `page` leads to, None if nothing is there, else "other"."""
    home = absolute("/")
    try:
        address = urlsplit(urljoin(urljoin(home, page.get_absolute_url()), link))
        if f"{address.scheme}://{address.netloc}/" != home or _is_file(address.path):
            return "other"
        match = _resolved(unquote(address.path))
    except (Resolver404, ValueError):
        return None
    if "admin" in match.namespaces:
        return None
    model = _models_by_page().get(match.url_name)
    return Page(model, match.kwargs["slug"], unquote(address.fragment)) if model else "other"


def _is_file(path):
    return path.startswith((settings.STATIC_URL, settings.MEDIA_URL))


def _resolved(path):
    with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        return resolve(path)


@cache
def _models_by_page():
    """The models of which each row has a page, by the name of its address: `film_detail`."""
    slugged = (model for model in apps.get_models() if issubclass(model, Slugged))
    return {f"{model._meta.model_name}_detail": model for model in slugged}


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
    # A draft's link to itself will lead somewhere when it is published.
    is_itself = (target.model, target.slug) == (type(page), getattr(page, "slug", None))
    if not is_itself and (target.model, target.slug) not in seen:
        return False
    is_section = target.fragment.partition("-")[0] in SECTIONS and "-" in target.fragment
    is_film = target.model is PlotSection._meta.get_field("film").related_model
    if not (is_section and is_film):
        return True
    return (target.model, target.slug, target.fragment) in seen
