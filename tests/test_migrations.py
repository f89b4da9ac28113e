"""An upgrade keeps what is in the database."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from content import triggers
from content.stored_columns import drift
from editorial.models import Redirect
from exchange.exporting import Export
from exchange.models import ImportRecord, PendingUpload
from search.models import SearchEntry

from .factories import make_editor

# Where a database stood before apps were divided and models renamed.
BEFORE = [
    ("search", None),
    ("franchise", "0008_work_indexes"),
    ("reviews", "0005_work_indexes"),
    ("films", "0005_work_indexes"),
    ("editorial", "0005_findings"),
    ("exchange", "0002_arrival_task"),
]


@pytest.mark.django_db(transaction=True)
def test_a_database_of_before_the_apps_were_divided_migrates_without_loss():
    call_command("loaddata", "lost_bullet", verbosity=0)
    Redirect.objects.create(model="films.film", slug="old", object_id=1)
    ImportRecord.objects.create(model="films.film", key='["old"]', object_id=1, digests={})
    PendingUpload.objects.create(sender=make_editor("alice"), name="a.yaml", task_id="earlier")
    content = "".join(Export().text())
    entries = set(SearchEntry.objects.values_list("kind", "object_id", "words"))
    triggers.drop()
    MigrationExecutor(connection).migrate(BEFORE)
    call_command("migrate", verbosity=0)
    assert "".join(Export().text()) == content
    assert set(SearchEntry.objects.values_list("kind", "object_id", "words")) == entries
    assert Redirect.objects.get().slug == "old"
    assert ImportRecord.objects.get().key == '["old"]'
    assert PendingUpload.objects.values_list("name", "task_id").get() == ("a.yaml", "")
    assert not any(drift().values())
