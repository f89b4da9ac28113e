"""What takes long: done by a worker where TASKS_URL names one, else at once."""

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.tasks import task

from .imaging import make_renditions
from .models import Picture


@task
def prepare_picture(picture_id: int) -> int:
    """Make the renditions that a picture lacks, and return how many: none when run again."""
    picture = Picture.objects.exclude(file="").filter(pk=picture_id).first()
    return make_renditions(picture) if picture else 0


def prepare_on_commit(picture_ids: Iterable[int]) -> None:
    """Have renditions made once the pictures' rows hold, and nobody waits to write.

    The rows are what counts: a rendition that cannot be made is logged, and shown to nobody.
    """
    for picture_id in picture_ids:
        transaction.on_commit(partial(prepare_picture.enqueue, picture_id), robust=True)
