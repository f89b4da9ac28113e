"""A file of content is opened, whatever it is."""

from pathlib import Path

from .bundles import Bundle
from .parcels import GONE, FixtureParcel, SentFixture
from .reading import FixtureError


def parcel_in(arrival):
    """Return the Parcel of a file that waits; raises FixtureError as parcel_at() does."""
    if arrival.name.lower().endswith(".zip"):
        try:
            return Bundle(arrival.file.storage.open(arrival.file.name), arrival.name)
        except FileNotFoundError as error:
            raise FixtureError(GONE) from error
    return SentFixture(arrival.file, arrival.name)


def parcel_at(path):
    """Return the Parcel in a file: a bundle if its name ends in .zip, else a fixture.

    Raises FixtureError where there is none, or where a bundle is not as it must be.
    """
    path = Path(path)
    if not path.is_file():
        raise FixtureError(f"{path} is no file")
    if path.suffix.lower() == ".zip":
        return Bundle(path.open("rb"), path.name)
    return FixtureParcel(path)
