"""Who made an invented film, and whom they play."""

from films.models import Character, Credit

from .background import Series
from .new_film import NewFilm

# Which share of films names someone in each role.
CREW = (
    ("writer", 0.45),
    ("screenplay", 0.2),
    ("story", 0.05),
    ("producer", 0.4),
    ("executive_producer", 0.05),
    ("music", 0.25),
    ("cinematography", 0.2),
    ("editing", 0.15),
    ("production_design", 0.06),
    ("costume_design", 0.05),
    ("sound", 0.04),
    ("visual_effects", 0.04),
    ("stunts", 0.03),
    ("casting", 0.03),
)
# How many are in the cast of each of a hundred films.
CAST_SIZES = (1,) * 38 + (2,) * 33 + (3,) * 16 + (4,) * 6 + (6,) * 4 + (12,) * 2 + (30,)


def add_credits(new: NewFilm) -> None:
    _add_crew(new)
    _add_cast(new)
    new.heroes = new.heroes or ["A stranger"]


def _add_crew(new: NewFilm) -> None:
    chance = new.words.chance
    director = new.person()
    _add_credit(new, "director", director)
    for role, share in CREW:
        if chance() < share:
            # Many write what they direct.
            is_director = role in ("writer", "screenplay") and chance() < 0.4
            _add_credit(new, role, director if is_director else new.person())


def _add_cast(new: NewFilm) -> None:
    words = new.words
    size = words.choice(CAST_SIZES)
    known = new.series.cast if new.series else []
    roles = words.random.sample(range(len(known)), min(size, len(known)))
    for number in range(size):
        if new.series and number < len(roles):
            role = roles[number]
            _add_role(new, known[role], _actor(new, new.series, role))
        else:
            _add_role(new, _new_character(new), new.person())


def _add_role(new: NewFilm, character: Character | None, index: int | None) -> None:
    if index is None:
        return
    if character:
        new.characters.append(character)
    new.heroes.append(character.name if character else new.words.name(new.tongue)[0])
    _add_credit(new, "cast", index, character)


def _actor(new: NewFilm, series: Series, role: int) -> int | None:
    """The index of who plays a character of the series: the same person throughout an age."""
    index = series.actors.get((role, new.age))
    if index is None:
        index = new.person()
        if index is not None:
            series.actors[role, new.age] = index
        return index
    if index in new.people:
        return None
    new.people.add(index)
    return index


def _new_character(new: NewFilm) -> Character | None:
    if new.words.chance() > 0.35:
        return None
    character = new.background.character(new.tongue)
    new.add(character)
    return character


def _add_credit(
    new: NewFilm, role: str, index: int | None, character: Character | None = None
) -> None:
    if index is None:
        return
    background, chance = new.background, new.words.chance()
    name = background.person_names[index]
    new.names.append(name)
    credit = Credit(
        film=new.film,
        person_id=background.person_keys[index],
        role=role,
        character=character,
        # Some go by their initial.
        credited_as=f"{name[0]}. {name.split()[-1]}" if chance < 0.02 and " " in name else "",
        is_starring=role == "cast" and len(new.heroes) <= 2,
        position=len(new.names),
        source=new.words.choice(background.sources) if chance > 0.98 else None,
    )
    new.add(credit)
