"""MediaWiki's form of an article: `{{Infobox film}}`, a lead, `==Sections==`, and <ref>s."""

import re

import mwparserfromhell

from content.prose import linked_urls, plain_text

from .markup import pieces, tame
from .outline import ArticleError, Fact, Outline, Passage
from .plain import leading_facts, titled
from .templates import name_of
from .wikitext import Wikitext

_WRITTEN_IN = re.compile(r"\{\{|\[\[|'''|<ref\b")
_BOLD = re.compile(r"\*{2,3}([^*\n]{1,200})\*{2,3}")
_INFOBOX = re.compile(r"infobox\b.*(film|movie|television)")
# What an infobox says of its picture and of itself.
_ASIDE = re.compile(r"(image|caption|alt|border|italic|logo|poster|module|embed|color|colour)\b")
_LINKS = re.compile(r"external links", re.IGNORECASE)
_LINK = re.compile(r"\[((?:[^\]\\]|\\.){1,200})\]\((https?://[^\s)]{3,490})\)")


def is_written_in(text):
    """Whether a text uses MediaWiki's marks."""
    return bool(_WRITTEN_IN.search(text))


def outline_of(text):
    """Return the Outline of a text in MediaWiki's markup.

    Raises ArticleError where it has no title, or cannot be read at all.
    """
    title, lines = titled(text)
    # One <ref> makes a text MediaWiki's, whose facts may yet be a list.
    listed, lines = leading_facts(lines, title)
    tamed = tame("\n".join(lines))
    codes = [mwparserfromhell.parse(piece, skip_style_tags=True) for piece in pieces(tamed)]
    wikitext = Wikitext(tamed)
    facts = [*listed, *_facts(codes, wikitext)]
    (_, _, lead), *parts = wikitext.parts("".join(map(wikitext.raw, codes)))
    outline = Outline(title or _name(facts) or _bold(lead), _without_name(facts), lead)
    if not outline.title:
        raise ArticleError(
            "The text has no title. Give its infobox a name, or begin with a line such as "
            "= Lost Bullet =."
        )
    outline.passages = [Passage(*part) for part in parts]
    outline.links = [link for part in outline.passages for link in _links(part)]
    _tell_references(outline, wikitext)
    return outline


def _facts(codes, wikitext):
    """Take the first infobox of a film out of the parsed markup, and return its facts."""
    found = ((code, each) for code in codes for each in code.filter_templates())
    code, infobox = next((each for each in found if _is_infobox(each[1])), (None, None))
    if infobox is None:
        return []
    code.remove(infobox)
    facts = []
    for param in infobox.params:
        label = str(param.name).strip()
        values = [] if _ASIDE.match(label) else wikitext.values(param.value)
        if values:
            facts.append(Fact(label.replace("_", " "), values))
    return facts


def _is_infobox(template):
    return bool(_INFOBOX.match(name_of(template)))


def _name(facts):
    return next((fact.values[0][0] for fact in facts if fact.label == "name"), "")


def _without_name(facts):
    return [fact for fact in facts if fact.label != "name"]


def _bold(lead):
    match = _BOLD.search(lead)
    return plain_text(match[1]) if match else ""


def _links(passage):
    """The labelled URLs below an article, as (label, URL)."""
    if not _LINKS.fullmatch(passage.heading) or not linked_urls(passage.body):
        return []
    return [(plain_text(label)[:100], url) for label, url in _LINK.findall(passage.body)]


def _tell_references(outline, wikitext):
    told = [outline.lead, *(passage.body for passage in outline.passages)]
    cited = wikitext.references.cited
    stated = {key for fact in outline.facts for _, key in fact.values}
    outline.citations = [
        citation
        for key, citation in cited.items()
        if key in stated or any(f"[^{key}]" in text for text in told)
    ]
    outline.unplaced = [*wikitext.left_out, *wikitext.references.left_out]
