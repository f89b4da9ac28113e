"""An upgrade keeps what is in the database."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from content import triggers
from content.stored_columns import drift
from editorial.models import Redirect
from exchange.exporting import Export
from search.models import SearchEntry

# Where a database stood before apps were divided and models renamed.
BEFORE = [
    ("search", None),
    ("franchise", "0008_work_indexes"),
    ("reviews", "0005_work_indexes"),
    ("films", "0005_work_indexes"),
    ("editorial", "0005_findings"),
]


@pytest.mark.django_db(transaction=True)
def test_a_database_of_before_the_apps_were_divided_migrates_without_loss():
    call_command("loaddata", "lost_bullet", verbosity=0)
    Redirect.objects.create(model="films.film", slug="old", object_id=1)
    content = "".join(Export().text())
    entries = set(SearchEntry.objects.values_list("kind", "object_id", "words"))
    triggers.drop()
    MigrationExecutor(connection).migrate(BEFORE)
    call_command("migrate", verbosity=0)
    assert "".join(Export().text()) == content
    assert set(SearchEntry.objects.values_list("kind", "object_id", "words")) == entries
    assert Redirect.objects.get().slug == "old"
    assert not any(drift().values())
