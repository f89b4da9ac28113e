"""Names of people and companies as articles list them."""

import re

LONGEST = 200  # letters, as in the database

_PARTICLES = {
    *("de", "del", "della", "der", "di", "da", "das", "do", "dos", "du", "den", "des", "van"),
    *("von", "la", "le", "el", "al", "bin", "ibn", "ben", "y", "e", "af", "av", "zu", "ten", "ter"),
}
# What begins a sentence or stands for somebody, and is nobody's name.
_NO_NAMES = {
    *("a", "an", "the", "he", "she", "it", "they", "we", "his", "her", "their", "its", "this"),
    *("that", "these", "those", "critics", "critic", "reviewers", "reviewer", "many", "some"),
    *("several", "most", "other", "others", "both", "film", "movie", "audiences", "reviews"),
    *("in", "on", "at", "for", "by", "with", "when", "after", "while", "as", "but", "and", "or"),
    *("however", "meanwhile", "later", "then", "before", "once", "one", "another", "also"),
    *("although", "though", "despite", "if", "there", "here", "where", "upon", "during", "from"),
    *("writing", "reviewing", "according", "director", "writer", "additionally", "similarly"),
    *("conversely", "to", "of", "not", "who", "what", "having", "being", "soon", "eventually"),
}
_SUFFIX = re.compile(r"(?:inc|ltd|llc|jr|sr|co|corp|s\.?a|gmbh|ii|iii)\.?", re.IGNORECASE)
_CLAUSE = re.compile(r"\s*\(([^()]*)\)\s*$")
_NO_NAME = re.compile(r"[\d<>{}\[\]|=\"“”:;!?/]")


def is_name(text, most=6):
    """Whether a text looks like a person's name: capitals, or letters that have no case."""
    words = text.replace("-", " ").split()
    if not words or len(words) > most or len(text) > LONGEST or _NO_NAME.search(text):
        return False
    if words[0].lower().strip(".,") in _NO_NAMES:
        return False
    return all(_is_of_a_name(word) for word in words) and not words[-1].islower()


def _is_of_a_name(word):
    first = word.lstrip("'’(‘")[:1]
    has_no_case = first.isalpha() and first.lower() == first.upper()
    # D'Hainaut, d'Arc and al-Din too.
    return first.isupper() or has_no_case or word in _PARTICLES or bool(re.match(r"[dl]['’]", word))


def last_capitalised(text):
    """Return the name that a text ends with: `the police detective Charas` gives `Charas`."""
    words = text.split()
    start = len(words)
    while start and len(words) - start < 6 and _is_of_a_name(words[start - 1]):
        # A comma or a dash before the name ends what came before it.
        if start < len(words) and words[start - 1][-1] in ",;:.–—" and len(words[start - 1]) > 2:
            break
        start -= 1
    while start < len(words) and words[start].lower().strip(",") in _NO_NAMES | _PARTICLES:
        start += 1
    return " ".join(words[start:])


def people_in(value):
    """Return the names in a list such as `Ada Berg, Ben Koch and Cleo Marsh`."""
    names = []
    for part in listed(value):
        pair = re.split(r"\s+(?:and|&)\s+", part)
        # `Joel and Ethan Berg` are two of one name: who reads it must part them.
        names += pair if all(" " in name or not name.isascii() for name in pair) else [part]
    return [name for name in (name.strip() for name in names) if name]


def listed(value):
    """Return the items of a line that lists them by commas, semicolons or points."""
    mark = next((mark for mark in (";", " · ", " • ", " / ") if mark in value), ",")
    items = []
    for item in value.split(mark):
        item = re.sub(r"^\s*and\s+", "", item).strip()
        if items and _SUFFIX.fullmatch(item):
            items[-1] += f", {item}"
        elif item:
            items.append(item)
    return items


def without_clause(name):
    """Part a name from what follows it in brackets: `Ada Berg (voice)`."""
    match = _CLAUSE.search(name)
    return (name[: match.start()].strip(), match[1].strip()) if match else (name.strip(), "")
