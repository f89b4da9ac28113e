"""What the pages of people and of characters show: films, plots and sources."""

from functools import cached_property

from content.prose import Citations
from content.translations import in_all_languages

from .models import PlotSection, Source


class PersonPage:
    """A person with their credits in published films, the newest film first."""

    def __init__(self, person):
        self.person = person

    @property
    def credits(self):
        return self.person.credits.published().newest_first().select_related("character")

    @property
    def sources(self):
        return Source.objects.cited_in(*in_all_languages(self.person, "biography"))

    @cached_property
    def citations(self):
        return Citations(self.sources)


class CharacterPage:
    """A character with who plays them, the newest film first, and the plots that tell of them."""

    def __init__(self, character):
        self.character = character

    @property
    def credits(self):
        return self.character.credits.published().newest_first().select_related("person")

    @property
    def plot_sections(self):
        return PlotSection.objects.published().telling_of(self.character)

    @property
    def sources(self):
        return Source.objects.cited_in(*in_all_languages(self.character, "description"))

    @cached_property
    def citations(self):
        return Citations(self.sources)
