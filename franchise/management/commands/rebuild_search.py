from django.core.management.base import BaseCommand

from franchise import search


class Command(BaseCommand):
    help = "Index all content for search anew, as after a change by plain SQL."

    def handle(self, **options):
        self.stdout.write(f"{search.rebuild()} entries in the search index.")
