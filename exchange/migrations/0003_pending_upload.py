import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

RENAMED = {"arrival": "pendingupload", "imported": "importrecord"}


def rename_content_types(apps, schema_editor):
    """Let groups keep the permission to apply content: it belongs to the renamed model."""
    alias = schema_editor.connection.alias
    types = apps.get_model("contenttypes", "ContentType").objects.using(alias)
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    for old, new in RENAMED.items():
        types.filter(app_label="exchange", model=old).update(model=new)
        for permission in permissions.filter(content_type__app_label="exchange"):
            if permission.codename.endswith(f"_{old}"):
                permission.codename = permission.codename.replace(old, new)
                permission.save(update_fields=["codename"])


def forget_tasks(apps, schema_editor):
    """Tasks of earlier versions go by another name: their uploads show their plans again."""
    uploads = apps.get_model("exchange", "PendingUpload").objects
    uploads.using(schema_editor.connection.alias).exclude(task_id="").update(task_id="")


class Migration(migrations.Migration):
    """Arrivals are called pending uploads now, and what was imported import records.

    Tables and columns stay as they are.
    """

    dependencies = [
        ("exchange", "0002_arrival_task"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel(old_name="Arrival", new_name="PendingUpload"),
                migrations.AlterModelTable(name="pendingupload", table="exchange_arrival"),
                migrations.RenameField("pendingupload", "arrived_at", "uploaded_at"),
                migrations.AlterField(
                    "pendingupload",
                    "uploaded_at",
                    models.DateTimeField(auto_now_add=True, db_column="arrived_at"),
                ),
                migrations.AlterModelOptions(
                    "pendingupload",
                    options={
                        "ordering": ["-uploaded_at", "-pk"],
                        "permissions": [("apply_content", "Can apply files of content")],
                    },
                ),
                migrations.AlterField(
                    "pendingupload",
                    "sender",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pending_uploads",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    "pendingupload",
                    "name",
                    models.CharField(
                        help_text="The file’s name on its sender’s computer.", max_length=200
                    ),
                ),
                migrations.AlterField(
                    "pendingupload",
                    "notes",
                    models.JSONField(
                        default=dict,
                        help_text="What is left for the sender to check, as lines by heading.",
                    ),
                ),
                migrations.AlterField(
                    "pendingupload",
                    "task_id",
                    models.CharField(
                        blank=True,
                        help_text="The task that applies the file, if a worker does.",
                        max_length=64,
                    ),
                ),
                migrations.RenameModel(old_name="Imported", new_name="ImportRecord"),
                migrations.AlterModelTable(name="importrecord", table="exchange_imported"),
                migrations.AlterField(
                    "importrecord",
                    "digests",
                    models.JSONField(
                        help_text="By field, for each value that was not the default."
                    ),
                ),
                migrations.AlterConstraint(
                    "importrecord",
                    "imported_once",
                    models.UniqueConstraint(
                        fields=("model", "key"),
                        name="imported_once",
                        violation_error_message="This row already has an import record.",
                    ),
                ),
            ]
        ),
        migrations.RunPython(rename_content_types, migrations.RunPython.noop),
        migrations.RunPython(forget_tasks, migrations.RunPython.noop),
    ]
