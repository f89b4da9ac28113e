"""The content of a film catalogue: films and what belongs to them.

A film knows its people, sections, facts, pictures and sources. It knows no franchise (those
have installments) and no review (those point at films): both live in the apps above.
"""

from .companies import Company, FilmCompany
from .credits import Character, Credit, Person, PersonLink
from .facts import Country, Figure, FilmCountry, FilmGenre, FilmLanguage, Genre, Language, Release
from .film import Film, FilmLink
from .pictures import FilmPicture, Picture
from .sections import ArticleSection, PlotSection, PlotSectionCharacter
from .sources import Source

__all__ = [
    "ArticleSection",
    "Character",
    "Company",
    "Country",
    "Credit",
    "Figure",
    "Film",
    "FilmCompany",
    "FilmCountry",
    "FilmGenre",
    "FilmLanguage",
    "FilmLink",
    "FilmPicture",
    "Genre",
    "Language",
    "Person",
    "PersonLink",
    "Picture",
    "PlotSection",
    "PlotSectionCharacter",
    "Release",
    "Source",
]
