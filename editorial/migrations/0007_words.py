from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0006_redirect"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="draft",
            options={
                "ordering": ["-saved_at", "-pk"],
                "permissions": [("draft_pages", "Can draft changes to pages they can view")],
            },
        ),
        migrations.AlterField(
            model_name="draft",
            name="form",
            field=models.TextField(help_text="The submitted form, URL-encoded (x=1&y=2)."),
        ),
        migrations.AlterField(
            model_name="draft",
            name="note",
            field=models.CharField(blank=True, help_text="A note by its author.", max_length=300),
        ),
        migrations.AlterField(
            model_name="draft",
            name="state",
            field=models.CharField(
                choices=[
                    ("written", "In progress"),
                    ("waiting", "Waiting for review"),
                    ("returned", "Sent back"),
                    ("scheduled", "Scheduled"),
                ],
                default="written",
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="revision",
            name="author_name",
            field=models.CharField(
                blank=True,
                help_text="Kept after the account is deleted. Empty if no editor made the change.",
                max_length=150,
            ),
        ),
        migrations.AlterField(
            model_name="revision",
            name="note",
            field=models.CharField(
                blank=True, help_text="The author's reason for the change.", max_length=300
            ),
        ),
        migrations.AlterField(
            model_name="version",
            name="action",
            field=models.CharField(
                choices=[
                    ("found", "Initial version"),
                    ("added", "Added"),
                    ("changed", "Changed"),
                    ("reverted", "Reverted"),
                    ("deleted", "Deleted"),
                    ("recovered", "Recovered"),
                    ("asked", "Review requested"),
                    ("withdrawn", "Withdrawn from review"),
                    ("returned", "Sent back"),
                    ("scheduled", "Draft scheduled"),
                    ("cancelled", "Schedule cancelled"),
                    ("failed", "Not published when due"),
                ],
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="version",
            name="summary",
            field=models.TextField(blank=True, help_text="A one-line summary of the changes."),
        ),
        migrations.AlterConstraint(
            model_name="dismissal",
            name="finding_dismissed_once",
            constraint=models.UniqueConstraint(
                fields=("rule", "model", "object_id", "digest"),
                name="finding_dismissed_once",
                violation_error_message="This finding has already been dismissed.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="draft",
            name="draft_scheduled_has_time",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("publish_at__isnull", False), ("state", "scheduled")),
                    models.Q(("publish_at", None), models.Q(("state", "scheduled"), _negated=True)),
                    _connector="OR",
                ),
                name="draft_scheduled_has_time",
                violation_error_message="A scheduled draft needs a time.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="findingcount",
            name="findings_counted_once",
            constraint=models.UniqueConstraint(
                fields=("model", "object_id"),
                name="findings_counted_once",
                violation_error_message="This page's findings are already counted.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="presence",
            name="presence_once_per_editor",
            constraint=models.UniqueConstraint(
                fields=("model", "object_id", "user"),
                name="presence_once_per_editor",
                violation_error_message="This editor already has the page open.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="redirect",
            name="former_address_leads_to_one_page",
            constraint=models.UniqueConstraint(
                fields=("model", "slug"),
                name="former_address_leads_to_one_page",
                violation_error_message="This URL already redirects to another page.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="redirect",
            name="former_address_has_slug",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug", ""), _negated=True),
                name="former_address_has_slug",
                violation_error_message="A redirect needs a slug.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="storedfinding",
            name="finding_stored_once",
            constraint=models.UniqueConstraint(
                fields=("digest",),
                name="finding_stored_once",
                violation_error_message="This finding is already stored.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="version",
            name="version_once_per_revision",
            constraint=models.UniqueConstraint(
                fields=("revision", "model", "object_id"),
                name="version_once_per_revision",
                violation_error_message="This revision already contains the page.",
            ),
        ),
    ]
