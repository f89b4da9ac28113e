"""Who may do what in the admin, as groups. Users and groups are for superusers alone."""

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db.models import Q

CONTENT_APPS = ("films", "reviews", "franchise")
# Rows that no visitor sees before a published page names them.
NAMED_BY_PAGES = ("character", "company", "critic", "person", "picture", "publication", "source")

_content = Q(content_type__app_label__in=CONTENT_APPS)

ROLES = {
    "Editors": _content | Q(content_type__app_label="exchange", codename="apply_content"),
    # They draft pages, and add whom and what these name: somebody else publishes.
    "Writers": _content & Q(codename__startswith="view_")
    | _content & Q(codename__in=[f"add_{name}" for name in NAMED_BY_PAGES])
    | Q(content_type__app_label="editorial", codename="draft_pages"),
    # They see films and languages only to choose them.
    "Reviewers' desk": Q(content_type__app_label="reviews")
    | Q(content_type__app_label="films", codename__in=["view_film", "view_language"]),
}


def make_roles(apps=installed_apps, using="default", names=ROLES):
    """Make the groups that are missing, with their permissions; those that are there stay so.

    `apps` is the registry of a migration, which runs before Django makes the permissions.
    """
    for label in (*CONTENT_APPS, "editorial", "exchange"):
        app = installed_apps.get_app_config(label)
        create_permissions(app, verbosity=0, apps=apps, using=using)
    groups = apps.get_model("auth", "Group").objects.using(using)
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    for name in names:
        group, is_new = groups.get_or_create(name=name)
        if is_new:
            group.permissions.set(permissions.filter(ROLES[name]))
