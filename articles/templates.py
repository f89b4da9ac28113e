"""What MediaWiki's templates say, in words and in lines, as far as articles on films use them."""

import re

from .places import language_name

# Marks of lines, which the rendering makes Markdown of: an item, a numbered one, a quote.
ITEM, NUMBERED, INDENTED, TERM, QUOTE = "\ue010", "\ue011", "\ue012", "\ue013", "\ue014"
HEADING, APOSTROPHE = "\ue015", "\ue016"

_CURRENCIES = {"us$", "usd", "€", "eur", "euro", "£", "gbp", "a$", "aud", "c$", "cad", "inr", "krw"}
_SIGNS = {"usd": "US$", "eur": "€", "euro": "€", "gbp": "£", "inr": "₹", "krw": "₩", "aud": "A$"}


def name_of(template):
    """Return a template's name as its page is called: `ubl` for `{{ Ubl |…}}`."""
    return " ".join(str(template.name).replace("_", " ").split()).lower()


def positional(template):
    return [param.value for param in template.params if not param.showkey]


def _all(render, template):
    return " ".join(filter(None, (render(value).strip() for value in positional(template))))


def _nth(number):
    def said(render, template):
        values = positional(template)
        # {{blockquote|1=…}} names its first value.
        if len(values) < number and template.has(str(number)):
            return render(template.get(str(number)).value).strip()
        return render(values[number - 1]).strip() if len(values) >= number else ""

    return said


def _fixed(words):
    return lambda render, template: words


def _lines(render, template):
    """A list, one item a line, whether it is given as values or as lines with bullets."""
    values = [param.value for param in template.params if not _is_setting(param)]
    lines = [line for value in values for line in render(value).splitlines()]
    items = (line.lstrip(f"{ITEM}{NUMBERED}{INDENTED} ").strip() for line in lines)
    return "\n" + "\n".join(f"{ITEM} {item}" for item in items if item) + "\n"


def _is_setting(param):
    return param.showkey and not str(param.name).strip().isdigit()


def _dates(render, template):
    """Film date: year, month, day and place, again and again."""
    values = [render(value).strip() for value in positional(template)]
    lines = []
    for start in range(0, len(values), 4):
        year, month, day, place = (values[start : start + 4] + [""] * 4)[:4]
        date = _date(year, month, day)
        lines.append(f"{ITEM} {date} ({place})" if place else f"{ITEM} {date}")
    return "\n" + "\n".join(lines) + "\n"


def _date(year, month, day):
    if not month:
        return year
    if not month.isdigit():
        return " ".join(filter(None, (day, month, year)))
    return "-".join([year, month.zfill(2), *([day.zfill(2)] if day else [])])


def _one_date(render, template):
    values = [render(value).strip() for value in positional(template)]
    return _date(*(values + [""] * 3)[:3]) if values else ""


def _duration(render, template):
    values = {str(param.name).strip(): render(param.value).strip() for param in template.params}
    hours, minutes = values.get("h", values.get("1", "")), values.get("m", values.get("2", ""))
    told = [f"{hours} hours" if hours else "", f"{minutes} minutes" if minutes else ""]
    return " ".join(filter(None, told))


def _quote(render, template):
    text = _nth(1)(render, template) or _named(render, template, "text")
    author = _nth(2)(render, template) or _named(render, template, "author")
    text += f"\n\n— {author}" if author else ""
    lines = [f"{QUOTE} {line}" if line.strip() else QUOTE for line in text.splitlines()]
    return "\n\n" + "\n".join(lines) + "\n\n"


def _named(render, template, name):
    return render(template.get(name).value).strip() if template.has(name) else ""


def _language(render, template):
    """A text after the name of its language: {{langx|fr|Titre}}, {{lang-fr|Titre}}."""
    values = positional(template)
    code = name_of(template).partition("-")[2] or (render(values.pop(0)).strip() if values else "")
    return f"{language_name(code)}: {render(values[0]).strip()}" if values else ""


def _money(render, template):
    name = name_of(template)
    return f"{_SIGNS.get(name, name.upper())}{_nth(1)(render, template)}"


def _measure(render, template):
    return " ".join(render(value).strip() for value in positional(template)[:2])


def _based_on(render, template):
    values = [render(value).strip() for value in positional(template)]
    return " by ".join(filter(None, values[:2]))


_NOTHING = {
    *("short description", "use dmy dates", "use mdy dates", "use british english", "italic title"),
    *("use american english", "use indian english", "good article", "featured article", "main"),
    *("see also", "further", "about", "for", "other uses", "hatnote", "distinguish", "redirect"),
    *("main article", "authority control", "portal", "portal bar", "commons category", "toclimit"),
    *("citation needed", "cn", "fact", "clarify", "when", "who", "reflist", "notelist", "clear"),
    *("refbegin", "refend", "plainlist", "endplainlist", "flatlist", "endflatlist", "col-begin"),
    *("div col", "div col end", "col-end", "break", "br", "-", "better source needed", "anchor"),
    *("cast list", "cast listing", "end cast list", "displaytitle", "flagicon", "refn", "sfn"),
    *("efn", "page needed", "use english", "expand section", "update", "toc", "stack begin"),
    *("more citations needed", "plot", "long plot", "unreferenced", "multiple issues", "pp"),
    *(
        "stack end",
        "italictitle",
        "dynamic list",
        "usurped",
        "dead link",
        "cbignore",
        "sisterlinks",
    ),
}
_SAID = {
    **dict.fromkeys(_NOTHING, _fixed("")),
    **dict.fromkeys(("ubl", "unbulleted list", "ublist", "plain list", "bulleted list"), _lines),
    **dict.fromkeys(
        ("hlist", "flat list", "cslist", "castlist", "ubil", "blist", "vunblist"), _lines
    ),
    **dict.fromkeys(("film date", "filmdate", "film release date", "release date"), _dates),
    **dict.fromkeys(("start date", "start date and age", "date", "dts"), _one_date),
    **dict.fromkeys(("duration", "runtime"), _duration),
    **dict.fromkeys(("quote", "blockquote", "quotation", "cquote", "quote box"), _quote),
    **dict.fromkeys(("lang", "transl", "transliteration"), _nth(2)),
    **dict.fromkeys(("nowrap", "nobr", "nobold", "noitalic", "small", "smaller", "big"), _nth(1)),
    **dict.fromkeys(("em", "strong", "abbr", "sic", "ill", "interlanguage link", "flag"), _nth(1)),
    **dict.fromkeys(
        ("flagcountry", "flagu", "flatlist item", "visible anchor", "vanchor"), _nth(1)
    ),
    **dict.fromkeys(
        ("nihongo", "sortname", "tooltip", "nbsp text", "as written", "not a typo"), _all
    ),
    **dict.fromkeys(("langx", "lang-x"), _language),
    **dict.fromkeys(_CURRENCIES, _money),
    **dict.fromkeys(
        ("lit", "literal translation", "literally"), lambda r, t: f"lit. {_nth(1)(r, t)}"
    ),
    "based on": _based_on,
    **dict.fromkeys(("convert", "cvt"), _measure),
    # Beside the apostrophes of italics it would be one of them.
    "'s": _fixed(f"{APOSTROPHE}s"),
    "'": _fixed(APOSTROPHE),
    **dict.fromkeys(("ndash", "en dash"), _fixed("–")),
    **dict.fromkeys(("snd", "spnd", "spaced ndash", "spaced en dash"), _fixed(" – ")),
    **dict.fromkeys(("mdash", "em dash"), _fixed("—")),
    **dict.fromkeys(("nbsp", "space", "spaces", "thinsp"), _fixed(" ")),
    **dict.fromkeys(("!", "pipe"), _fixed("|")),
}


def said(template, render):
    """Return what a template says, with `render` for what is in it; None of one that is unknown."""
    name = name_of(template)
    if re.fullmatch(r"lang-[a-z-]{2,12}", name):
        return _language(render, template)
    if re.match(r"(defaultsort|displaytitle|short description|use \w+ (dates|english)|r)\b", name):
        return ""
    # {{plainlist|…}} holds its list, {{plainlist}} stands before it.
    if name in ("plainlist", "flatlist", "cast list", "cast listing") and template.params:
        return _lines(render, template)
    return _SAID[name](render, template) if name in _SAID else None
