"""The history of content: pages are recorded as they change, and brought back as they were.

states.py reads a page with its parts, recording.py keeps that, restoring.py brings it back.
"""

from .recording import (
    Action,
    catch_up,
    deletion,
    mark,
    record,
    record_all,
    record_deletion,
    rows_that_go,
)
from .restoring import CannotRestore, put_back, restore
from .states import is_page, kinds_of_rows, pages_of, state_of, states_of, written

__all__ = [
    "Action",
    "CannotRestore",
    "catch_up",
    "deletion",
    "is_page",
    "kinds_of_rows",
    "mark",
    "pages_of",
    "put_back",
    "record",
    "record_all",
    "record_deletion",
    "restore",
    "rows_that_go",
    "state_of",
    "states_of",
    "written",
]
