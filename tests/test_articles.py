"""Encyclopedia articles, read: each fact in its field, and what has none in a list."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.bylines import byline_before, byline_behind
from articles.dates import dates_in
from articles.figures import money_in, viewers_in
from articles.names import is_name, last_capitalised, people_in
from articles.outline import LARGEST, ArticleError, decoded
from articles.places import country_code, language_code
from articles.reading import read_article
from articles.reception import reviews_in
from articles.sections import topic_of
from articles.sentences import sentences
from articles.titles import without_qualifier, year_in

from .articles import GULL, PIER


def made_of(facts="", body="A film.", title="The Long Pier"):
    """An article in plain form, of a list of facts and the text below them."""
    return read_article(f"= {title} =\n{facts}\n\n{body}")


def cast_of(article):
    return [(c.person, c.character) for c in article.credits if c.role == "cast"]


class TestPlainForm:
    def test_places_each_fact(self):
        article = read_article(PIER)
        assert (article.title, article.year) == ("The Long Pier", "2019")
        assert article.credited("director") == ["Ada Berg", "Ben Koch", "Cleo Marsh", "Dag Orre"]
        assert article.credited("writer") == ["Ada Berg"]
        assert article.companies == [
            ("production", "Quay Films, Inc."),
            ("production", "Studio Nord"),
            ("distribution", "Netflix"),
        ]
        assert article.runtime_minutes == 108
        assert article.countries == ["NO", "FR"]
        assert article.languages == ["no", "fr"]
        assert (article.original_title, article.original_language) == ("Den lange bryggen", "no")

    def test_tells_a_release_on_a_service_from_one_in_cinemas(self):
        [release] = read_article(PIER).releases
        assert (release.kind, release.company, release.released_on) == (
            "streaming",
            "Netflix",
            "2019-02-12",
        )
        article = made_of("- Distributor: Harbour Releasing\n- Released: 2019")
        assert article.releases[0].kind == "theatrical"
        assert article.doubts == [
            "Release of 2019: the article names no country, so it was recorded as worldwide, "
            "theatrical."
        ]

    def test_counts_money_and_viewers(self):
        budget, viewers = (figure.counted for figure in read_article(PIER).figures)
        assert (budget.amount, budget.unit, budget.is_minimum) == (7_500_000, "EUR", False)
        assert (viewers.amount, viewers.unit, viewers.is_minimum) == (2_000_000, "", True)
        assert viewers.period == "first four weeks"

    def test_reads_the_cast_of_the_plot_beside_the_stars(self):
        article = read_article(PIER)
        cast = [("Dora Finn", "Moe"), ("Émile Lafarge", "Lin"), ("Rolf Haas", "Holt")]
        assert cast_of(article) == cast
        assert [c.is_starring for c in article.credits if c.role == "cast"] == [True, True, False]

    def test_makes_a_section_of_each_heading(self):
        article = read_article(PIER)
        told = [(section.key, section.topic) for section in article.sections]
        assert told == [
            ("plot", "plot"),
            ("production", "production"),
            ("filming", "production"),
            ("reception", "reception"),
        ]
        assert article.sections[0].spoiler_level == 2
        assert article.sections[0].characters == ["Moe", "Lin", "Holt"]
        assert article.sections[0].body.count("\n\n") == 1

    def test_lists_what_it_cannot_place(self):
        assert read_article(PIER).unplaced == [
            "Awards: a bronze gull",
            "Reception: no critic and publication found for “bring a coat”",
        ]

    def test_does_without_what_an_article_does_not_tell(self):
        article = made_of()
        assert (article.credits, article.releases, article.sections) == ([], [], [])
        assert (article.runtime_minutes, article.year, article.unplaced) == (None, "", [])

    def test_escapes_what_markdown_would_read(self):
        article = made_of(body="Some *stars* and _lines_ <b>\n# 1\n1. One snake_case [^x]")
        assert article.lead == (
            "Some \\*stars\\* and \\_lines\\_ \\<b>\n\\# 1\n1\\. One snake_case \\[^x]"
        )

    def test_of_a_television_film_names_its_network(self):
        article = made_of("- Network: Kanal 9\n- Original release: May 2003", title="Fog (TV film)")
        [release] = article.releases
        assert (article.title, release.kind, release.company) == ("Fog", "television", "Kanal 9")
        assert article.companies == []

    def test_keeps_names_in_other_scripts(self):
        article = made_of(
            "- Director: 山田 洋子, Жанна Орлова\n- Starring: 佐藤",
            "== Plot ==\nКапитан (Иван Петров) sails.",
        )
        assert article.credited("director") == ["山田 洋子", "Жанна Орлова"]
        assert cast_of(article) == [("佐藤", ""), ("Иван Петров", "Капитан")]


class TestTitle:
    @pytest.mark.parametrize(
        ("title", "film", "year"),
        [
            ("Fog (2004 film)", "Fog", "2004"),
            ("Fog (film)", "Fog", ""),
            ("Fog (2004 Danish film)", "Fog", "2004"),
            ("Fog (TV film)", "Fog", ""),
            ("Fog (film, 2004)", "Fog", "2004"),
            ("Fog (Part Two)", "Fog (Part Two)", ""),
            ("Fog", "Fog", ""),
        ],
    )
    def test_is_told_from_what_tells_pages_apart(self, title, film, year):
        assert (without_qualifier(title), year_in(title)) == (film, year)

    @pytest.mark.parametrize("body", ["Fog is thick.", "- Director: Ada Berg", "==Plot==\nFog."])
    def test_is_missed_where_there_is_none(self, body):
        with pytest.raises(ArticleError, match="has no title"):
            read_article(body)


class TestFacts:
    @pytest.mark.parametrize(
        ("value", "minutes"),
        [
            ("92 minutes", 92),
            ("1 h 5 min", 65),
            ("2 hours", 120),
            ("1 hour and 2 minutes", 62),
            ("97", 97),
            ("90–95 minutes", None),
            ("9000 minutes", None),
            ("", None),
        ],
    )
    def test_runtime(self, value, minutes):
        assert made_of(f"- Runtime: {value or 'long'}").runtime_minutes == minutes

    @pytest.mark.parametrize(
        ("text", "dates"),
        [
            ("2019-02-12", ["2019-02-12"]),
            ("February 12, 2019", ["2019-02-12"]),
            ("12 Feb. 2019", ["2019-02-12"]),
            ("Sept 2019", ["2019-09"]),
            ("2019", ["2019"]),
            ("12 February 2019 (Berlinale), 1 March 2019 (France)", ["2019-02-12", "2019-03-01"]),
            ("12–14 May 2019", ["2019-05-12"]),
            ("30 April – 2 May 2019", []),
            ("2019–2021", []),
            ("31 February 2019", []),
            ("some time in 2019", []),
        ],
    )
    def test_dates(self, text, dates):
        assert [each.date for each in dates_in(text)] == dates

    def test_a_span_of_days_is_taken_as_its_first_and_said_to_be(self):
        article = made_of("- Released: 12–14 May 2019 (Norway)")
        assert article.releases[0].released_on == "2019-05-12"
        assert article.doubts == ["12–14 May 2019 (Norway): recorded as its first day, 2019-05-12."]

    def test_a_release_at_an_unknown_place_is_not_placed(self):
        article = made_of("- Released: 1 May 2019 (Tivoli Gardens), 3 May 2019 (Denmark)")
        assert [release.country for release in article.releases] == ["DK"]
        assert article.unplaced == ["Released: 2019-05-01 (Tivoli Gardens)"]

    @pytest.mark.parametrize(
        ("name", "code"),
        [
            *[("France", "FR"), ("the Netherlands", "NL"), ("U.S.", "US"), ("Hong Kong", "HK")],
            *[("Côte d’Ivoire", "CI"), ("West Germany", ""), ("Europe", ""), ("world", "")],
        ],
    )
    def test_countries(self, name, code):
        assert country_code(name) == code

    @pytest.mark.parametrize(
        ("name", "code"),
        [("French", "fr"), ("Mandarin", "cmn"), ("Brazilian Portuguese", "pt-BR"), ("Elvish", "")],
    )
    def test_languages(self, name, code):
        assert language_code(name) == code

    @pytest.mark.parametrize(
        ("text", "countries", "amount", "unit"),
        [
            ("$12 million", ["US"], 12_000_000, "USD"),
            ("$12 million", ["CA"], None, None),
            ("US$12,500,000", ["CA"], 12_500_000, "USD"),
            ("£3.2 million (estimated)", [], 3_200_000, "GBP"),
            ("over €1 billion", [], 1_000_000_000, "EUR"),
            ("₹50 crore", [], 500_000_000, "INR"),
            ("12 million euros", [], 12_000_000, "EUR"),
            ("¥500 million", ["JP"], 500_000_000, "JPY"),
            ("¥500 million", ["JP", "CN"], None, None),
            ("$10–12 million", ["US"], None, None),
            ("12 million", [], None, None),
            ("ABC 12 million", [], None, None),
            ("a lot", [], None, None),
        ],
    )
    def test_money(self, text, countries, amount, unit):
        money = money_in(text, "budget", countries)
        assert (money and (money.amount, money.unit)) == (amount and (amount, unit))

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("It was watched 3 million times in its first week.", (3_000_000, False, "first week")),
            ("More than 40,000 viewers saw it when streamed.", (40_000, True, "")),
            ("He watched it 12 times.", None),
            ("It was watched 5,000 times in May and 7,000 times in June.", None),
            ("It sold 5,000 coats.", None),
        ],
    )
    def test_viewers(self, text, told):
        found = [(c.amount, c.is_minimum, c.period) for c, _ in viewers_in(text)]
        assert found == ([told] if told else [])

    def test_two_people_of_one_surname_are_not_parted(self):
        assert people_in("Ada and Ben Berg, Cleo Marsh & Dag Orre") == [
            *("Ada and Ben Berg", "Cleo Marsh", "Dag Orre"),
        ]
        assert made_of("- Director: Ada and Ben Berg").unplaced == ["Director: Ada and Ben Berg"]


class TestNames:
    @pytest.mark.parametrize(
        "name", ["Ada Berg", "Quentin D'Hainaut", "Ana de la Cruz", "佐藤 健", "J. J. Orre", "Ásta"]
    )
    def test_are_known_by_their_capitals(self, name):
        assert is_name(name)

    @pytest.mark.parametrize("text", ["", "the crew", "He", "Ada Berg in", "Ada 2", "Some Critics"])
    def test_are_not_seen_in_other_words(self, text):
        assert not is_name(text)

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("the harbour master Holt ", "Holt"),
            ("When Captain Moe", "Captain Moe"),
            ("two thieves — Lin", "Lin"),
            ("with Ana de la Cruz", "Ana de la Cruz"),
            ("a dog", ""),
        ],
    )
    def test_at_the_end_of_a_text_are_found(self, text, name):
        assert last_capitalised(text) == name


class TestCast:
    def test_of_a_list_with_descriptions(self):
        article = made_of(
            body="==Cast==\n- Dora Finn as Moe, who mends nets\n"
            "- Émile Lafarge as Lin: her brother\n"
            "- Rolf Haas\n- Una Vik ... Holt\n- Gus and Hal Brandt as the twins\n\n"
            "Many are locals."
        )
        assert cast_of(article) == [
            *(("Dora Finn", "Moe"), ("Émile Lafarge", "Lin"), ("Rolf Haas", "")),
            ("Una Vik", "Holt"),
        ]
        assert [c.description for c in article.credits[:2]] == ["Who mends nets", "Her brother"]
        assert article.unplaced == ["Cast: Gus and Hal Brandt as the twins"]
        assert [(s.heading, s.body) for s in article.sections] == [("Cast", "Many are locals.")]

    def test_of_a_list_knows_better_than_the_plot(self):
        article = made_of(
            body="==Plot==\nOld Moe (Dora Finn) waits. The Owl (Una Vik) hoots.\n"
            "==Cast==\n- Dora Finn as Captain Moe\n- Una Vik as Holt"
        )
        assert cast_of(article) == [("Dora Finn", "Captain Moe"), ("Una Vik", "Holt")]
        assert article.unplaced == ["Plot: Owl (Una Vik)"]

    def test_takes_no_place_or_year_in_brackets_for_an_actor(self):
        article = made_of(body="==Plot==\nIn Bergen (Norway) the Argo (built 1912) sinks.")
        assert cast_of(article) == []


class TestSentences:
    @pytest.mark.parametrize(
        ("text", "count"),
        [
            ("One. Two! Three?", 3),
            ("Mr. Berg and J. Orre met Dr. Finn.", 1),
            ('She wrote: "One. Two." Then she left.', 2),
            ("“One. Two” is all.[^a] Then more.[^b]", 2),
            ("It cost 2.5 million. so they say.", 1),
            ("One.\n\nTwo", 2),
        ],
    )
    def test_are_parted_outside_of_quotes(self, text, count):
        assert len(sentences(text)) == count


class TestReception:
    @pytest.mark.parametrize(
        "text",
        [
            'Iris Stone of Harbour Weekly described it as "all wing".',
            'Iris Stone, writing in Harbour Weekly, called it "all wing".',
            'Writing in Harbour Weekly, Iris Stone found it "all wing."',
            'Reviewing the film for Harbour Weekly, Iris Stone said it was "all wing".',
            'In Harbour Weekly, Iris Stone wrote that it was "all wing".',
            'In her review for Harbour Weekly, Iris Stone praised it as "all wing".',
            "Harbour Weekly's Iris Stone deemed it “all wing”.",
            'Iris Stone, film critic for Harbour Weekly, thought it "all wing".',
            'Harbour Weekly critic Iris Stone considered it "all wing".',
            'Iris Stone (Harbour Weekly) labelled it "all wing".',
            '"All wing", wrote Iris Stone of Harbour Weekly.',
            '"All wing," said Iris Stone in Harbour Weekly, to some surprise.',
            'In a cooler review, Iris Stone from the magazine Harbour Weekly called it "all wing".',
            "Most liked it, but Iris Stone of Harbour Weekly found it «all wing».",
        ],
    )
    def test_finds_critic_and_publication(self, text):
        [review], nobodys = reviews_in(text)
        assert (review.critic, review.publication) == ("Iris Stone", "Harbour Weekly")
        assert (review.quote.lower(), nobodys) == ("all wing", [])

    @pytest.mark.parametrize(
        "text",
        [
            'It was called "all wing".',
            'Many critics of the film called it "all wing".',
            'Una Vik described her film as "all wing".',
            'The site\'s consensus on Rotten Tomatoes reads, "All wing."',
            'Iris Stone of Rotten Tomatoes called it "all wing".',
            'She added that the gull was "all wing".',
        ],
    )
    def test_gives_no_quote_to_whom_nobody_names(self, text):
        reviews, [quote] = reviews_in(text)
        assert (reviews, quote.lower()) == ([], "all wing")

    def test_keeps_a_second_quote_apart_from_the_first(self):
        [review], _ = reviews_in('Iris Stone of The Gazette called it "a" and "b *c*".')
        assert (review.quote, review.summary) == ("a", "“b \\*c\\*”")

    def test_tells_two_critics_of_one_sentence_apart(self):
        (first, second), nobodys = reviews_in(
            'Iris Stone of The Gazette called it "a", while Tom Hart of The Post found it "b".'
        )
        assert (first.critic, first.quote) == ("Iris Stone", "a")
        assert (second.critic, second.quote) == ("Tom Hart", "b")
        _, nobodys = reviews_in('Iris Stone of The Gazette called it "a", while others said "b".')
        assert nobodys == ["b"]

    def test_takes_an_unsigned_review_only_of_a_known_publication(self):
        [review], _ = reviews_in('Le Quai found it "long".', {"Le Quai"})
        assert (review.publication, review.critic) == ("Le Quai", "")
        assert reviews_in('Le Quai found it "long".') == ([], ["long"])

    def test_joins_what_one_critic_says_in_two_sentences(self):
        article = made_of(
            body='==Reviews==\nIris Stone of The Gazette called it "a". '
            'Iris Stone of The Gazette said "b".'
        )
        [review] = article.reviews
        assert (review.quote, review.summary) == ("a", "“b”")

    @pytest.mark.parametrize(
        ("text", "score"),
        [
            ("Iris Stone of The Gazette gave it 2/5.", "2/5"),
            (
                "Iris Stone of The Gazette gave it three out of five stars.",
                "three out of five stars",
            ),
            ('Iris Stone of The Gazette rated it 3.5 out of 5, "at most".', "3.5 out of 5"),
            ("Iris Stone of The Gazette gave it a grade of B+.", "B+"),
        ],
    )
    def test_reads_a_score_as_printed(self, text, score):
        [review] = made_of(body=f"==Reception==\n{text}").reviews
        assert (review.critic, review.score_text) == ("Iris Stone", score)

    def test_is_read_below_its_headings_only(self):
        assert made_of(body='==Music==\nIris Stone of The Gazette called it "a".').reviews == []

    def test_bylines_take_no_clause_for_a_publication(self):
        assert byline_before("Iris Stone of the old and weary guard called it ") is None
        assert byline_behind(", wrote Iris Stone of the harbour.") is None


@pytest.mark.parametrize(
    ("heading", "parent", "topic"),
    [
        ("Synopsis", "", "plot"),
        ("Premise", "", "plot"),
        ("Voice cast", "", "cast"),
        ("Home media", "", "release"),
        ("Box office", "", "reception"),
        ("Future", "", "legacy"),
        ("Themes", "", "other"),
        ("In the north", "production", "production"),
        ("Act one", "plot", "plot"),
        ("See also", "", "left out"),
    ],
)
def test_section_goes_to_its_topic(heading, parent, topic):
    assert topic_of(heading, parent) == topic


class TestMediaWiki:
    def test_places_each_fact_of_the_infobox(self):
        article = read_article(GULL)
        assert (article.title, article.year) == ("The Gull", "2021")
        assert article.credited("director") == ["Una Vik", "Rolf Haas"]
        assert article.credited("writer") == ["Una Vik", "Per Lund"]
        assert article.credited("music") == ["Mia Roos", "Jan Ek"]
        assert (article.countries, article.languages) == (["NO", "US"], ["no", "pt-BR"])
        assert article.runtime_minutes == 92
        assert [(r.kind, r.event, r.country, r.released_on) for r in article.releases] == [
            ("festival", "Berlinale", "", "2021-02-12"),
            ("theatrical", "", "NO", "2021-03-05"),
        ]
        assert (article.original_title, article.original_language) == ("Måken", "nb")

    def test_names_the_source_of_each_fact_that_has_one(self):
        article = read_article(GULL)
        assert {c.person: c.cites for c in article.credits if c.role == "cast"} == {
            "Dora Finn": "",
            "佐藤 健": "harbour-weekly-2021",
        }
        [figure] = article.figures
        assert (figure.counted.amount, figure.cites) == (3_000_000, "the-numbers")

    def test_makes_sources_of_refs(self):
        review, numbers = read_article(GULL).citations
        assert vars(review) == {
            "key": "harbour-weekly-2021",
            "title": "The Gull flies",
            "authors": "Iris Stone",
            "publisher": "Harbour Weekly",
            "url": "https://weekly.example/gull",
            "published_on": "2021-03-03",
            "accessed_on": "2021-04-01",
            "archive_url": "",
        }
        assert (numbers.title, numbers.url) == ("The numbers", "https://numbers.example/gull")

    def test_writes_markdown(self):
        article = read_article(GULL)
        assert article.lead == (
            "***The Gull*** (Norwegian Bokmål: Måken) is a 2021 film[^harbour-weekly-2021] by "
            "Una Vik, set 3\u00a0km from *land* and 2 \\* 2 piers."
        )
        plot, production, music, _ = (section.body for section in article.sections)
        assert plot == "A **gull** steals the *Argo*'s compass."
        assert production == "> We had one gull.\n>\n> — Una Vik"
        assert music == (
            "The score is for [four horns](https://horns.example).\n\n"
            "Notes\n\n1. One\n   1. One and a half"
        )

    def test_reads_the_cast_and_says_what_it_drops(self):
        article = read_article(GULL)
        assert cast_of(article) == [("Dora Finn", "Moe"), ("佐藤 健", "Captain Ito")]
        assert article.doubts == [
            "佐藤 健 (voice): added to the cast without the text in brackets."
        ]

    def test_gives_a_review_the_url_and_the_date_of_what_is_cited(self):
        first, second = read_article(GULL).reviews
        assert (first.quote, first.url) == ("all wing", "https://weekly.example/gull")
        assert first.published_on == "2021-03-03"
        assert (second.quote, second.score_text, second.url) == ("It lands, badly", "2/5", "")

    def test_lists_what_it_cannot_place(self):
        assert read_article(GULL).unplaced == [
            "The file Still.jpg",
            "The template {{unheard of}}",
            "A table",
            "preceded by: The Long Pier",
            "gross: $4–5 million",
            "Cast: Gus and Hal Brandt as the twins",
        ]
        assert read_article(GULL).links == [("Official site", "https://gull.example")]

    def test_of_a_page_without_a_name_in_its_box_takes_the_title_from_the_lead(self):
        assert read_article("{{Infobox film}}\n'''''Fog''''' is thick.").title == "Fog"

    @pytest.mark.parametrize(
        ("markup", "shown"),
        [
            ("''a''", "*a*"),
            ("'''''a''''' b", "***a*** b"),
            ("''Fog'''s end", "*Fog*'s end"),
            ("'' a '' b", "*a*  b"),
            ("''open", "*open*"),
            ("<i>a</i> <b>b</b><br>c", "*a* **b**\nc"),
            ("[[a|b]]s [[c]] [[Category:d]]", "bs c"),
            ("a &amp; b &#39;c&#39;", "a & b 'c'"),
            ("<nowiki>''a'' {{b}}</nowiki>", "''a'' {{b}}"),
            ("{{lang|fr|Quai}} {{nowrap|b c}}{{snd}}d", "Quai b c – d"),
            ("{{convert|3|km|mi}}", "3 km"),
            ("<script>alert(1)</script>", "alert(1)"),
            ("a<!-- b -->c", "ac"),
            ("a {{b", "a {{b"),
            ("a ]] b", "a ]] b"),
            ("[https://a.example b] [javascript:c d]", "[b](https://a.example) [javascript:c d]"),
        ],
    )
    def test_markup_becomes_markdown(self, markup, shown):
        assert read_article(f"= Fog =\n{{{{'}}}}\n\n{markup}").lead == f"'\n\n{shown}".rstrip()

    def test_an_open_infobox_is_told_of(self):
        with pytest.raises(ArticleError, match="infobox is not closed"):
            read_article("= Fog =\n{{Infobox film\n| director = {{ubl|Ada Berg}\n}}\n\nFog.")

    def test_marks_without_their_other_half_are_told_of(self):
        article = read_article("= Fog =\n{{'}}\nA [[link\n\n<ref>B")
        assert article.unplaced == [
            "An unclosed <ref>, before “B”",
            "Unmatched markup: “[[link”",
        ]


class TestFile:
    @pytest.mark.parametrize(
        ("data", "problem"),
        [
            (b"", "empty"),
            (b" \n\t\n", "empty"),
            (b"\xef\xbb\xbf", "empty"),
            (b"= A =\n\x00", "null characters"),
            ("= A =".encode("utf-16"), "UTF-16"),
            ("= A =\nS\xe8te".encode("latin-1"), "Line 2 is not in UTF-8"),
            (b"\x89PNG\r\n\x1a\n\x00\x00", "not text"),
            (b"a" * (LARGEST + 1), "too long for an article"),
        ],
    )
    def test_that_is_no_text_is_refused_in_a_sentence(self, data, problem):
        with pytest.raises(ArticleError, match=problem):
            decoded(data)

    def test_may_end_its_lines_in_any_way(self):
        assert decoded(b"\xef\xbb\xbf= A =\r\nb\rc\x0b") == "= A =\nb\nc"

    @pytest.mark.parametrize(
        "piece",
        [
            *("{{", "}}", "[[", "{|\n", "<ref>", "{{a|", "[http://a ", "<!--", "<nowiki>", "{{{a|"),
            *("*", "'''a ''b ", "{|\n|a\n|}\n", "<ref name=a ", "{{Infobox film|", "[[File:a|"),
        ],
    )
    def test_of_hostile_markup_takes_bounded_time(self, piece):
        text = f"= Fog =\n{{{{'}}}}\n{piece * (LARGEST // len(piece))}"[: LARGEST - 10]
        start = time.monotonic()
        with suppress(ArticleError):
            read_article(text)
        assert time.monotonic() - start < 60

    def test_of_sections_without_end_is_refused(self):
        with pytest.raises(ArticleError, match="more than 500 sections"):
            made_of(body="==S==\nx\n" * 40_000)

    @given(st.text(alphabet="{}[]|=\n*#:;'<>/!-& abAB\"“”().,0128€", max_size=300))
    def test_of_any_text_is_read_or_refused(self, text):
        for form in (text, f"= A =\n{text}", f"{{{{Infobox film|name=A|{text}}}}}\n{text}"):
            with suppress(ArticleError):
                read_article(form)


def test_one_reference_does_not_hide_a_list_of_facts():
    article = read_article(
        "= Night Tram =\n\n- Director: Odile Marchetti\n- Runtime: 92 minutes\n\n"
        "Night Tram is a film about a driver.<ref>A driver, ''Evening Post''</ref>\n"
    )
    assert article.credited("director") == ["Odile Marchetti"]
    assert article.runtime_minutes == 92
    assert article.lead.startswith("Night Tram is a film")
