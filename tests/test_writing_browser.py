"""Hands on the keyboard, in a real browser: what helps those who write in the admin's forms."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from content.prose import word_count
from films.models import Source

from .admin_forms import log_in
from .axe import broken_in_all_views
from .factories import (
    make_character,
    make_editor,
    make_film,
    make_plot_section,
    make_reviewer,
    make_source,
)

pytestmark = pytest.mark.django_db(transaction=True)

LEAD = "#id_lead"


@pytest.fixture
def editor(page):
    return log_in(page, make_editor())


def open_form(page, row, tab=""):
    opts = row._meta
    page.goto(reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk]) + tab)


def select(field, start, end):
    field.focus()
    field.evaluate("(area, [from, to]) => area.setSelectionRange(from, to)", [start, end])


def select_all(field):
    select(field, 0, 10_000)


def paste(field, html="", text="text"):
    """Paste as a browser does: where the page does nothing with it, the plain text goes in."""
    field.evaluate(
        """(area, [html, text]) => {
          const clipboardData = new DataTransfer();
          if (html) clipboardData.setData("text/html", html);
          clipboardData.setData("text/plain", text);
          const options = { clipboardData, bubbles: true, cancelable: true };
          const event = new ClipboardEvent("paste", options);
          if (area.dispatchEvent(event)) document.execCommand("insertText", false, text);
        }""",
        [html, text],
    )


@pytest.fixture
def lead(editor):
    """The lead of a film that is being changed, empty and with the focus."""
    open_form(editor, make_film())
    field = editor.locator(LEAD)
    field.focus()
    return field


# The toolbar


@pytest.mark.parametrize(
    ("tool", "before", "after"),
    [
        ("Bold", "Lino drives", "**Lino drives**"),
        ("Italic", "Balle perdue ", "*Balle perdue* "),
        ("List", "one\ntwo", "- one\n- two"),
        ("Numbered list", "one\ntwo", "1. one\n2. two"),
        ("Quote", "one\n\ntwo", "> one\n> \n> two"),
        ("Link", "here", "[here]()"),
    ],
)
def test_tool_marks_the_selection_and_undo_takes_it_back(editor, lead, tool, before, after):
    lead.fill(before)
    select_all(lead)
    editor.get_by_role("button", name=tool, exact=True).first.click()
    expect(lead).to_have_value(after)
    expect(lead).to_be_focused()
    editor.keyboard.press("Control+z")
    expect(lead).to_have_value(before)


def test_tool_used_twice_leaves_the_text_as_it_was(editor, lead):
    for tool, text in (("Bold", "Lino **drives** off"), ("List", "- one\n- two")):
        lead.fill(text.replace("*", "").replace("- ", ""))
        select(lead, 5, 11) if tool == "Bold" else select_all(lead)
        for expected in (text, text.replace("*", "").replace("- ", ""), text):
            editor.get_by_role("button", name=tool, exact=True).first.click()
            expect(lead).to_have_value(expected)


@pytest.mark.parametrize(
    ("keys", "after"),
    [
        ("Control+b", "a **word** b"),
        ("Control+i", "a *word* b"),
        ("Control+k", "a [word]() b"),
    ],
)
def test_keys_mark_the_selection(editor, lead, keys, after):
    lead.fill("a word b")
    select(lead, 2, 6)
    editor.keyboard.press(keys)
    expect(lead).to_have_value(after)


def test_bold_within_bold_italic_takes_only_bold_away(editor, lead):
    lead.fill("***word***")
    select(lead, 3, 7)
    editor.keyboard.press("Control+b")
    expect(lead).to_have_value("*word*")


def test_bold_ends_with_its_paragraph(editor, lead):
    lead.fill("one\n\ntwo")
    select_all(lead)
    editor.keyboard.press("Control+b")
    expect(lead).to_have_value("**one**\n\n**two**")


def test_toolbar_is_one_stop_walked_with_arrows(editor, lead):
    editor.keyboard.press("Tab")
    tools = lead.locator("xpath=..").get_by_role("toolbar").get_by_role("button")
    expect(tools.first).to_be_focused()
    for _ in range(tools.count() + 1):
        editor.keyboard.press("ArrowRight")
    expect(tools.nth(1)).to_be_focused()
    editor.keyboard.press("End")
    expect(tools.last).to_be_focused()
    editor.keyboard.press("Tab")
    expect(editor.locator("#id_runtime_minutes")).to_be_focused()
    editor.keyboard.press("Shift+Tab")
    expect(lead).to_be_focused()
    editor.keyboard.press("Tab")
    expect(tools.last).to_be_focused()
    editor.keyboard.press("Escape")
    expect(lead).to_be_focused()


def test_row_that_is_added_has_tools_of_its_own(editor, complaints):
    open_form(editor, make_film(), "#plot_sections")
    editor.get_by_role("link", name="Add another Plot section").click()
    body = editor.locator("#id_plot_sections-0-body")
    body.fill("Lino drives.")
    field = body.locator("xpath=..")
    expect(field.locator(".prose-bar")).to_have_count(1)
    expect(field.locator(".prose-count")).to_have_text("2 words")
    select_all(body)
    field.get_by_role("button", name="Bold").click()
    expect(body).to_have_value("**Lino drives.**")
    assert complaints == []


# Pasting


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        pytest.param(
            "<p>« L’été à Sète ! »&nbsp;: <i>Balle perdue</i>, snake_case</p>"
            '<h2>Cast<span class="mw-editsection">[edit]</span></h2>'
            '<ul><li>Alban <a href="https://a.org/x_y/?utm_source=b&id=1">Lenoir</a>'
            '<sup class="reference"><a href="#cite_note-1">[1]</a></sup></li>'
            "<li>Stéfi<ul><li>Celma</li></ul></li></ul>",
            "« L’été à Sète ! »\u00a0: *Balle perdue*, snake_case\n\n**Cast**\n\n"
            "- Alban [Lenoir](https://a.org/x_y/?id=1)\n- Stéfi\n  - Celma",
            id="web page",
        ),
        pytest.param(
            '<b style="font-weight:normal" id="docs-internal-guid-1"><p><span '
            'style="font-weight:400">Bonjour </span><span style="font-weight:700;'
            'font-style:italic">l’Étoile</span></p><ul><li><p><span>un</span></p></li></ul><p><a '
            'href="https://www.google.com/url?q=https://a.org/b_c/&amp;sa=D">lien</a></p></b>',
            "Bonjour ***l’Étoile***\n\n- un\n\n[lien](https://a.org/b_c/)",
            id="Google Docs",
        ),
        pytest.param(
            "<html><head><style>p.MsoNormal{}</style></head><body><!--StartFragment-->"
            "<p class=MsoNormal><b>Titre</b><o:p></o:p></p>"
            '<p style="mso-list:l0 level1 lfo1"><![if !supportLists]><span '
            'style="mso-list:Ignore">·<span>&nbsp;&nbsp;</span></span><![endif]>Un<o:p></o:p></p>'
            '<p style="mso-list:l0 level2 lfo1"><span style="mso-list:Ignore">o</span>Dedans</p>'
            '<p style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">·</span>Deux</p>'
            "<p class=MsoNormal>1. Fin</p><!--EndFragment--></body></html>",
            "**Titre**\n\n- Un\n  - Dedans\n- Deux\n\n1\\. Fin",
            id="Word",
        ),
        pytest.param(
            "<html><head><title></title></head><body><p><font face='Arial'><b>Gras</b></font> et "
            '<span style="font-style: normal"><i>ital</i></span></p><ol><li><p>un</p></li><li>'
            "<p>deux</p></li></ol><blockquote>cité</blockquote></body></html>",
            "**Gras** et *ital*\n\n1. un\n2. deux\n\n> cité",
            id="LibreOffice",
        ),
        pytest.param(
            "<p>a * b, [^x] &amp;amp; &lt;b&gt; <b><script>alert(1)</script></b>"
            '<a href="javascript:alert(1)">c</a> <img src="/x.png" onerror="alert(1)"></p><p>d</p>',
            "a \\* b, \\[^x] \\&amp; \\<b> c\n\nd",
            id="hostile",
        ),
    ],
)
def test_rich_text_is_pasted_as_markdown(editor, lead, complaints, html, markdown):
    paste(lead, html)
    expect(lead).to_have_value(markdown)
    editor.keyboard.press("Control+z")
    expect(lead).to_have_value("")
    assert complaints == []


def test_link_to_this_site_is_pasted_without_its_host(lead, live_server):
    paste(lead, f'<p>See <a href="{live_server.url}/films/lost-bullet/#plot">it</a></p>')
    expect(lead).to_have_value("See [it](/films/lost-bullet/#plot)")


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<span>snake_case * 2</span>",
        '<div style="font-family:monospace"><span style="color:#00f">snake_case</span> * 2</div>',
    ],
)
def test_what_has_no_structure_is_pasted_as_it_is(lead, html):
    paste(lead, html, "snake_case * 2")
    expect(lead).to_have_value("snake_case * 2")


def test_paste_with_shift_is_plain(editor, lead):
    # What the browser itself pastes here is not the test's.
    lead.evaluate("area => area.addEventListener('keydown', (event) => event.preventDefault())")
    editor.keyboard.press("Control+Shift+v")
    paste(lead, "<p><b>bold</b></p>", "bold")
    expect(lead).to_have_value("bold")
    paste(lead, "<p><b>bold</b></p>", "bold")
    expect(lead).to_have_value("bold**bold**")


def test_url_pasted_on_words_makes_a_link(lead):
    lead.fill("the review")
    select(lead, 4, 10)
    paste(lead, text="https://a.org/b?c=d")
    expect(lead).to_have_value("the [review](https://a.org/b?c=d)")


def test_list_pasted_behind_words_stands_apart(lead):
    paste(lead, text="They are:")
    paste(lead, "<ul><li>one</li><li>two</li></ul>")
    expect(lead).to_have_value("They are:\n\n- one\n- two")


# Naming pages and sources


def options(page):
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def test_page_is_linked_by_typing_a_part_of_its_name(editor, lead, complaints):
    make_film("Sète [la nuit]")
    make_character("Sétois")
    editor.keyboard.type("See [[sete")
    expect(options(editor)).to_have_count(1)
    expect(lead).to_have_attribute("aria-activedescendant", "suggestion-0")
    editor.keyboard.press("Enter")
    expect(lead).to_have_value("See [Sète \\[la nuit\\]](/films/sete-la-nuit/)")
    expect(options(editor)).to_have_count(0)
    editor.keyboard.type(", [[sétoi")
    expect(options(editor)).to_contain_text("draft")
    editor.keyboard.press("Tab")
    expect(lead).to_be_focused()
    expect(lead).to_have_value(
        "See [Sète \\[la nuit\\]](/films/sete-la-nuit/), [Sétois](/characters/setois/)"
    )
    editor.keyboard.press("Control+z")
    expect(lead).to_have_value("See [Sète \\[la nuit\\]](/films/sete-la-nuit/), [[sétoi")
    assert complaints == []


def test_suggestions_are_walked_with_arrows_and_taken_by_mouse(editor, lead):
    for name in ("Lino", "Lino le Grand", "Lino Ventura"):
        make_character(name)
    editor.keyboard.type("[[lino")
    expect(options(editor)).to_have_count(3)
    editor.keyboard.press("ArrowUp")
    expect(options(editor).nth(2)).to_have_attribute("aria-selected", "true")
    editor.keyboard.press("ArrowDown")
    expect(options(editor).nth(0)).to_have_attribute("aria-selected", "true")
    options(editor).nth(1).click()
    expect(lead).to_have_value("[Lino le Grand](/characters/lino-le-grand/)")
    expect(lead).to_be_focused()


def test_escape_closes_the_suggestions_and_leaves_the_text(editor, lead):
    make_character("Lino")
    editor.keyboard.type("[[lin")
    expect(options(editor)).to_have_count(1)
    editor.keyboard.press("Escape")
    expect(options(editor)).to_have_count(0)
    editor.keyboard.type("o")
    editor.wait_for_timeout(400)
    expect(options(editor)).to_have_count(0)
    expect(lead).to_have_value("[[lino")
    expect(lead).not_to_have_attribute("aria-activedescendant", "suggestion-0")
    editor.keyboard.press("Enter")
    expect(lead).to_have_value("[[lino\n")


def test_selected_name_is_looked_up_by_the_tool(editor, lead):
    make_character("Lino")
    lead.fill("As Lino says")
    select(lead, 3, 7)
    editor.get_by_role("button", name="Page").first.click()
    expect(options(editor)).to_have_count(1)
    editor.keyboard.press("Enter")
    expect(lead).to_have_value("As [Lino](/characters/lino/) says")


def test_source_is_cited_by_typing_a_part_of_its_title(editor, lead, complaints):
    make_source("Un été à Sète", key="ete-2021")
    editor.keyboard.type("He said.[^été")
    expect(options(editor).first).to_contain_text("Un été à Sète")
    editor.keyboard.press("Enter")
    expect(lead).to_have_value("He said.[^ete-2021]")
    assert complaints == []


def test_source_that_is_missing_is_added_in_another_tab(editor, lead):
    editor.keyboard.type("He said.[^variety-2022")
    expect(editor.get_by_text("No results for “variety-2022”.").first).to_be_visible()
    with editor.expect_popup() as opened:
        options(editor).first.click()
    other = opened.value
    expect(other.locator("#id_key")).to_have_value("variety-2022")
    other.locator("#id_title").fill("Variety on Lost Bullet")
    other.get_by_role("button", name="Save", exact=True).click()
    other.wait_for_url("**/source/")
    assert Source.objects.filter(key="variety-2022").exists()
    expect(lead).to_have_value("He said.[^variety-2022")


def test_one_who_is_logged_out_is_told_and_loses_nothing(editor, lead):
    editor.context.clear_cookies()
    editor.keyboard.type("[[lino")
    expect(editor.locator(".suggestions")).to_contain_text("You have been logged out")
    expect(lead).to_have_value("[[lino")


def test_no_source_is_offered_where_none_can_be_cited(page):
    log_in(page, make_reviewer())
    make_source("Variety")
    page.goto("/admin/reviews/review/add/")
    summary = page.locator("#id_summary")
    summary.focus()
    page.keyboard.type("[^")
    page.wait_for_timeout(400)
    expect(options(page)).to_have_count(0)
    expect(page.locator("prose-field [data-tool=cite]")).to_have_count(0)


# The count of words


PROSE = """## The car

Lino's *Clio*, a **war-machine**, drives to [Sète](/places/sete/ "by the sea").[^variety-2022]

1. One l’été, deux
2. Two (snake_case) & 3,5 km

> « Non ! », <https://a.org>
"""


def test_words_are_counted_as_the_rules_count_them(lead):
    lead.fill(PROSE)
    count = lead.locator("xpath=..").locator(".prose-count")
    expect(count).to_have_text(f"{word_count(PROSE)} words")


def test_section_that_grows_too_long_is_said_once(editor):
    section = make_plot_section(body="word " * 699)
    open_form(editor, section.film, "#plot_sections")
    body = editor.locator("#id_plot_sections-0-body")
    count = body.locator("xpath=..").locator(".prose-count")
    body.press("Control+End")
    editor.keyboard.type("one")
    expect(count).to_have_text("700 words")
    editor.keyboard.type(" two")
    expect(count).to_have_text("701 words · over 700: split or shorten the section")
    expect(editor.locator("body > p[role=status].sr-only")).to_contain_text("over 700")
    editor.keyboard.type(" three")
    expect(count).to_contain_text("702 words")
    expect(editor.locator("body > p[role=status].sr-only")).to_contain_text("701 words")


# For everyone


def test_axe_finds_nothing_on_what_helps_writing(editor):
    film = make_film()
    make_film("Lost Draft", status="draft")
    open_form(editor, film)
    editor.locator(LEAD).focus()
    editor.keyboard.type("See [[lost")
    expect(options(editor)).to_have_count(2)
    found = broken_in_all_views(editor, "prose-field:focus-within", ".suggestions")
    assert not found, "\n".join(found)
    assert editor.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
