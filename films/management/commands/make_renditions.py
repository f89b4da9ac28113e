from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand

from ...imaging import make_renditions
from ...models import Picture


class Command(BaseCommand):
    help = "Generate missing renditions: the sizes and formats in which pages show pictures."

    def handle(self, **options):
        pictures = list(Picture.objects.exclude(file=""))
        made = failed = 0
        for number, picture in enumerate(pictures, start=1):
            try:
                count = make_renditions(picture)
            except (OSError, ValidationError) as error:
                failed += 1
                self.stderr.write(f"{picture}: {picture.file.name} cannot be read ({_said(error)})")
                continue
            made += count
            if count:
                self.stdout.write(f"{number} of {len(pictures)}: {picture}, {count} renditions")
        self.stdout.write(f"{made} renditions generated for {len(pictures) - failed} pictures.")


def _said(error):
    return " ".join(error.messages) if isinstance(error, ValidationError) else error.strerror
