"""Markdown as readers get it: safe, cited, and plain where machines want it plain."""

import pytest
from hypothesis import given, settings, strategies

from content.prose import Citations, cited_keys, plain_text, render, summary
from films.models import Source


def citations(*keys):
    return Citations(Source(key=key, title=key.title()) for key in keys)


def test_markdown_becomes_html():
    assert render("*Taxi* and **Sète**") == "<p><em>Taxi</em> and <strong>Sète</strong></p>\n"


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,AAAA)",
        '<img src=x onerror="alert(1)">',
        '[x](https://a.example "a\\" onmouseover=alert(1)")',
        "![x](https://elsewhere.example/pixel.gif)",
        '<sup data-cites="x"></sup>',
        "[x](intent:open)",
    ],
)
def test_nothing_that_an_editor_pastes_becomes_active(hostile):
    html = render(hostile)
    for active in (
        "<script",
        "<img",
        'href="javascript',
        'href="data',
        "<sup",
        'a" onmouse',
        "intent:",
    ):
        assert active not in html


def test_a_heading_in_a_text_becomes_a_bold_line():
    assert render("# Loud\n\ntext") == "<p><strong>Loud</strong></p>\n<p>text</p>\n"


def test_a_deep_pile_of_quotes_is_no_trap():
    assert len(render(">" * 5000 + " deep")) < 25_000


@pytest.mark.parametrize("mark", ["- ", "> ", "1. ", "> - "])
def test_what_is_nested_too_deep_is_text_all_the_same(mark):
    indent = "" if ">" in mark else " " * len(mark)
    lines = (
        f"{indent * depth}{mark * (1 if indent else depth + 1)}level {depth}" for depth in range(30)
    )
    text = "\n".join(lines) + "\n\nAfter *it*.\n\n- again"
    html, words = render(text), plain_text(text)
    for part in [f"level {depth}" for depth in range(30)]:
        assert part in html
        assert part in words
    assert html.endswith("<p>After <em>it</em>.</p>\n<ul>\n<li>again</li>\n</ul>\n")


def test_sources_are_numbered_in_the_order_of_their_first_citation():
    page = citations("variety", "sportskeeda")
    html = page.render("One.[^sportskeeda] Two.[^variety] Three.[^sportskeeda]")
    assert html.count('href="#source-sportskeeda" aria-label="Source 1">1</a>') == 2
    assert html.count('href="#source-variety" aria-label="Source 2">2</a>') == 1
    assert [(cited["number"], cited["source"].key) for cited in page] == [
        (1, "sportskeeda"),
        (2, "variety"),
    ]


def test_each_citation_has_an_anchor_to_come_back_to():
    page = citations("variety")
    html = page.render("One.[^variety]") + page.render("Two.[^variety]")
    (cited,) = page
    assert cited["ways_back"] == [("a", "cite-variety-1"), ("b", "cite-variety-2")]
    assert all(f'id="{anchor}"' in html for _, anchor in cited["ways_back"])


def test_a_citation_of_an_unknown_source_leaves_no_trace():
    assert citations().render("Said so.[^nobody]") == "<p>Said so.</p>\n"


def test_cited_keys_are_listed_in_order_each_once():
    assert cited_keys("a[^b] c[^a]", "d[^b] e[^C_d]") == ["b", "a", "C_d"]


def test_plain_text_has_no_marks_and_no_citations():
    text = "# Head\n\n*Taxi*[^variety] is `fast`\nand [long](https://a.example).\n\n- one\n- two"
    assert plain_text(text) == "Head Taxi is fast and long. one two"


PIECES = [
    "word",
    "\u00a0",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\t",
    "[^a]",
    "[",
    "]",
    ":",
    "- ",
    "1. ",
    "(x)",
]
PIECES += ["# ", "*", "_", "\\", "<", "&lt;", "=", "+ ", "\x1c", "\x85", "\u2028", "\r"]


@settings(max_examples=300, deadline=None)
@given(strategies.lists(strategies.sampled_from(PIECES), max_size=12).map("".join))
def test_a_text_that_looks_unmarked_has_the_words_that_parsing_finds(text):
    # With an entity a text looks marked, and is parsed.
    assert [*plain_text(text).split(), "&"] == plain_text(f"{text}\n\n&amp;").split()


def test_no_break_spaces_of_french_stay():
    assert plain_text("Une\u202f; deux\u00a0:\ntrois") == "Une\u202f; deux\u00a0: trois"
    assert summary("stupéfiants\u202f: " * 20, length=30) == "stupéfiants\u202f: stupéfiants…"


def test_a_summary_ends_at_a_word():
    long = "Sète, " * 40
    assert len(summary(long)) <= 160
    assert summary(long).endswith("Sète…")
    assert summary("*Short* and whole.") == "Short and whole."
