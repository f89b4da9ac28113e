"""Countries and languages by their English names, as Unicode's CLDR has them."""

from functools import cache

from babel import Locale

from content.search_keys import normalize

# What articles write and CLDR does not, by ISO 3166-1.
_COUNTRIES = {
    **{"usa": "US", "us": "US", "u.s.": "US", "u.s.a.": "US", "america": "US"},
    **{"uk": "GB", "u.k.": "GB", "great britain": "GB", "turkey": "TR", "czech republic": "CZ"},
    **{"hong kong": "HK", "macau": "MO", "macao": "MO", "palestine": "PS", "ivory coast": "CI"},
    **{"burma": "MM", "myanmar": "MM", "holland": "NL", "uae": "AE", "republic of ireland": "IE"},
    **{"people's republic of china": "CN", "republic of korea": "KR", "russian federation": "RU"},
}
# By BCP 47. Mandarin and Cantonese are languages of their own.
_LANGUAGES = {
    **{"mandarin": "cmn", "mandarin chinese": "cmn", "farsi": "fa", "brazilian": "pt-BR"},
    **{"tagalog": "fil", "castilian": "es", "gaelic": "gd", "moldovan": "ro", "flemish": "nl-BE"},
    **{"british english": "en-GB", "american english": "en-US"},
}


@cache
def _by_country():
    names = Locale("en").territories.items()
    return {normalize(name): code for code, name in names if len(code) == 2 and code.isalpha()} | {
        normalize(name): code for name, code in _COUNTRIES.items()
    }


@cache
def _by_language():
    names = Locale("en").languages.items()
    return {normalize(name): code.replace("_", "-") for code, name in names} | {
        normalize(name): code for name, code in _LANGUAGES.items()
    }


# What CLDR lists among the countries, and is none.
_NO_COUNTRIES = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}


def country_code(name):
    """Return a country's ISO 3166-1 code by its English name; "" where there is none."""
    code = _by_country().get(normalize(_plain(name)), "")
    return "" if code in _NO_COUNTRIES else code


def language_code(name):
    """Return a language's BCP 47 code by its English name; "" where there is none."""
    plain = normalize(_plain(name)).removesuffix(" language")
    return _by_language().get(plain, "")


def country_name(code):
    # CLDR's Hong Kong is a “SAR China”.
    return {"HK": "Hong Kong", "MO": "Macao", "MM": "Myanmar"}.get(
        code, Locale("en").territories[code]
    )


def language_name(code):
    return {"cmn": "Mandarin"}.get(code) or Locale("en").languages.get(code.replace("-", "_"), code)


def _plain(name):
    return " ".join(name.strip().removeprefix("the ").removeprefix("The ").split())
