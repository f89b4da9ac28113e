"""The files that content brings along: found by their checksums, and taken in or taken back."""

import hashlib

from django.core.exceptions import ValidationError
from django.core.files import File


class Intake:
    """Takes files from a Parcel into the storage; a trial only looks whether they are there."""

    def __init__(self, parcel, is_trial=False):
        self.parcel, self.is_trial = parcel, is_trial
        self.taken = []

    def take(self, row, name, path, checksum):
        """Return the name under which the storage holds, or will hold, the file of that checksum.

        Raises ValidationError where it is nowhere, or is another.
        """
        field = row._meta.get_field(name)
        storage = field.storage
        if not path:
            raise ValidationError("is missing")
        if storage.exists(path) and _checksum(storage.open(path)) == checksum:
            return path
        found = _checksum(self.brought(path))
        if found != checksum:
            raise ValidationError(
                f"{path} is another file: its SHA-256 is {found}, not {checksum or 'empty'}"
            )
        return path if self.is_trial else self.store(storage, path)

    def store(self, storage, path):
        """Copy a file in; where the storage holds another of that name, under a name of its own."""
        name = storage.get_available_name(path)
        # Noted first: half a copy must go too.
        self.taken.append((storage, name))
        with self.parcel.open(path) as file:
            return storage.save(name, File(file))

    def open(self, row, name):
        """Open a row's file, from the storage or, in a trial, from where it comes.

        Raises ValidationError where it is nowhere.
        """
        file = getattr(row, name)
        checksum = getattr(row, row.checksums[name])
        storage = file.storage
        if storage.exists(file.name) and _checksum(storage.open(file.name)) == checksum:
            return storage.open(file.name)
        return self.brought(file.name)

    def brought(self, path):
        """Open a file that the parcel brings; raises ValidationError where it brings none."""
        if not self.parcel.has(path):
            raise ValidationError(f"{path} is neither in the storage nor with {self.parcel.name}")
        return self.parcel.open(path)

    def take_back(self):
        for storage, name in self.taken:
            storage.delete(name)


def _checksum(opened):
    digest = hashlib.sha256()
    with opened as file:
        while piece := file.read(1024 * 1024):
            digest.update(piece)
    return digest.hexdigest()
