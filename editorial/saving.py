"""How a page is saved: every step once, in order.

Whatever saves a page (an editor's Save, a bulk action, a draft that is due) and whatever looks at
what a save would make (preview, shared preview, checks as one types, what a draft changes) takes
the same steps:

    record as found → merge with what others saved → bind → validate → write → record → commit

`save()` takes them all, `dry_run()` rolls back instead of recording, and `prepare()` stops before
anything is written. The slow steps come before the transaction; where somebody else saves the page
in between, they are taken once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, connection, models, transaction
from django.forms import BaseInlineFormSet, BaseModelForm
from django.forms.formsets import all_valid
from django.http import Http404, HttpRequest, QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import get_text_list

from . import conflicts, drafts, history
from .differences import summary
from .merging import FormSnapshot, merge, read_snapshot, snapshot_of, write_snapshot
from .models import Draft, PreviewLink, Publishable, Version
from .requests import FormData, form_request, key_in, sent_words
from .time_zones import zone_of_form

if TYPE_CHECKING:
    from .admin import EditorialAdmin


class PageIsGone(Http404):
    """Somebody has deleted the page that a form was sent for."""

    def __init__(self) -> None:
        super().__init__("The page has been deleted. Recover it first.")


class _Outdated(Exception):
    """Somebody saved the page after the form had been validated."""


@dataclass(frozen=True)
class Submission:
    """A form of a page as an editor sent it, or would send a draft of it now.

    `key` is the page's primary key, None of a page to be created. Without `merges` the form is
    taken as it is, whatever others have saved since it was opened; without `asks` its editor is
    asked nothing about it.
    """

    model_admin: EditorialAdmin
    user: AbstractBaseUser
    key: int | None
    data: QueryDict
    files: MultiValueDict = field(default_factory=MultiValueDict)
    merges: bool = True
    asks: bool = True


def submission_of(
    model_admin: EditorialAdmin, draft: Draft, user: AbstractBaseUser, *, asks: bool = True
) -> Submission:
    """Return the form that a user would send if they saved a draft now.

    Raise PermissionDenied where they may neither save nor draft such a page.
    """
    admin_for_user = model_admin.for_user(user, draft.is_new)
    return Submission(admin_for_user, user, draft.object_id, draft.sent, asks=asks)


class Problem(NamedTuple):
    """What keeps a form from being saved: the identity and label of a field, and what is wrong.

    Both are empty where the form as a whole is wrong.
    """

    field: str
    label: str
    message: str


@dataclass
class PageForm:
    """The form of a page with its inlines: opened, or bound to what was sent.

    `version` is the key of the page's last version when it was read, `slug` the one it had then.
    `edits` tells what others have saved since the form was opened.
    """

    request: HttpRequest
    form: BaseModelForm
    formsets: list[BaseInlineFormSet]
    inlines: list[InlineModelAdmin]
    fieldsets: list
    is_new: bool
    slug: str = ""
    version: int | None = None
    edits: conflicts.ConcurrentEdits | None = None
    is_saved: bool = False

    @property
    def page(self) -> models.Model:
        return self.form.instance

    def is_valid(self) -> bool:
        # Both are asked, so that all errors are shown at once.
        is_form_valid = self.form.is_valid()
        return all_valid(self.formsets) and is_form_valid

    def problems(self) -> list[Problem]:
        """What keeps it from being saved, as plain text."""
        forms = [self.form, *(form for formset in self.formsets for form in formset.forms)]
        of_formsets = [
            Problem("", "", str(message))
            for formset in self.formsets
            for message in formset.non_form_errors()
        ]
        return of_formsets + [
            Problem(*_place(form, name), " ".join(map(_plain, messages)))
            for form in forms
            for name, messages in form.errors.items()
        ]

    def prefixes(self) -> dict[models.Model, str]:
        """The prefix of the form of each child."""
        forms = (form for formset in self.formsets for form in formset.forms)
        return {form.instance: form.prefix for form in forms if form.instance.pk}


def _place(form: BaseModelForm, name: str) -> tuple[str, str]:
    if name not in form.fields:
        return "", ""
    return form[name].id_for_label, form.fields[name].label or name


def _plain(message: str) -> str:
    """A message as text, where it has links and buttons for the form."""
    if isinstance(message, SafeString):
        return " ".join(unescape(strip_tags(message)).split())
    return str(message)


# The three ways through the steps


def save(submission: Submission) -> PageForm:
    """Save what was sent; `is_saved` says whether it was, and the form what is wrong otherwise.

    Raise PageIsGone where the page was deleted.
    """
    with timezone.override(zone_of_form(submission.data)):
        _catch_up(submission)
        prepared = prepare(submission)
        if not prepared.is_valid():
            return prepared
        try:
            with transaction.atomic():
                lock(submission.model_admin.model, [submission.key])
                if _is_outdated(submission, prepared):
                    raise _Outdated
                return _commit(submission, prepared)
        except (_Outdated, IntegrityError):
            # Again, and nobody else may save until it is done: what they saved is merged, and
            # what they took, such as a slug, is told as an error in its field.
            with transaction.atomic():
                lock(submission.model_admin.model, [submission.key])
                _catch_up(submission)
                prepared = prepare(submission)
                return _commit(submission, prepared) if prepared.is_valid() else prepared


def dry_run[T](submission: Submission, look: Callable[[PageForm], T]) -> T:
    """Return what `look` makes of the form once its page is written, and keep nothing.

    A form that cannot be saved is looked at, too: `is_saved` tells. No file is stored: no
    transaction would take that back.
    """
    with timezone.override(zone_of_form(submission.data)):
        prepared = prepare(submission)
        if not prepared.is_valid():
            return look(prepared)
        try:
            with transaction.atomic():
                _write(submission, prepared)
                result = look(prepared)
                transaction.set_rollback(True)
        except IntegrityError:
            # Another editor has taken a slug or the like since: validated again, the form says so.
            return look(prepare(submission))
        return result


def prepare(submission: Submission) -> PageForm:
    """Bind what was sent, merged with what others have saved, and validate it."""
    model_admin, data = submission.model_admin, FormData.with_plain_lines(submission.data)
    page = version = edits = None
    if submission.key is not None:
        # Asked before the page is read: what is saved between the two is noticed later.
        version = last_version(model_admin.model, submission.key)
        page = model_admin.get_object(form_request(submission.user), str(submission.key))
        if page is None:
            raise PageIsGone
        if submission.merges:
            data, edits = _merge(submission, page, data)
    request = form_request(submission.user, data, submission.files)
    bound = bind(model_admin, request, page)
    bound.version, bound.edits = version, edits
    bound.is_valid()
    if edits:
        conflicts.add_to(bound.form, bound.formsets, edits)
    for ask in model_admin.questions if submission.asks else ():
        ask(model_admin, bound)
    return bound


def problems_of(model_admin: EditorialAdmin, draft: Draft, user: AbstractBaseUser) -> list[Problem]:
    """What keeps a draft from being saved by a user."""
    try:
        return dry_run(submission_of(model_admin, draft, user), PageForm.problems)
    except PageIsGone as error:
        return [Problem("", "", str(error))]


# The steps


def last_version(model: type[models.Model], key: int | None) -> int | None:
    """The key of the last version of a page, None where it has none yet."""
    versions = Version.objects.of(model, [key]).changes()
    return versions.values_list("pk", flat=True).first()


def bind(
    model_admin: EditorialAdmin,
    request: HttpRequest,
    page: models.Model | None,
    initial: dict | None = None,
) -> PageForm:
    """Bind a page's form and its inlines to what a request sends, or open them as the page is."""
    is_new = page is None
    fieldsets = model_admin.get_fieldsets(request, page)
    fields = flatten_fieldsets(fieldsets)
    form_class = model_admin.get_form(request, page, change=not is_new, fields=fields)
    slug = getattr(page, "slug", "")
    if request.method == "POST":
        form = form_class(request.POST, request.FILES, instance=page)
    else:
        form = form_class(instance=page, initial=initial)
    formsets, inlines = model_admin._create_formsets(request, form.instance, change=not is_new)
    return PageForm(request, form, formsets, inlines, list(fieldsets), is_new, slug)


def _merge(
    submission: Submission, page: models.Model, data: QueryDict
) -> tuple[QueryDict, conflicts.ConcurrentEdits | None]:
    """Merge a form with what others saved since the version that it says it began from."""
    model_admin, began_from = submission.model_admin, key_in(data.get("_base", ""))
    if began_from is None:
        return data, None
    versions = Version.objects.of(model_admin.model, [page.pk]).changes()
    versions = versions.select_related("revision")
    if not versions.filter(pk__gt=began_from).exists():
        return data, None
    latest = versions.first()
    # A form that began before there was any history began with the oldest version.
    base = versions.filter(pk__lte=began_from).first() or versions.last()
    if base == latest:
        return data, None
    theirs = _snapshot(submission, page)
    mine = read_snapshot(data, theirs)
    merged, found = merge(_snapshot_of_version(submission, base), theirs, mine)
    data = write_snapshot(merged, data)
    data["_base"] = str(latest.pk)
    authors = get_text_list(versions.filter(pk__gt=base.pk).authors(), "and")
    changes = summary(base.state, latest.state)
    return data, conflicts.ConcurrentEdits(authors, changes, found)


def _snapshot(submission: Submission, page: models.Model) -> FormSnapshot:
    opened = bind(submission.model_admin, form_request(submission.user), page)
    return snapshot_of(opened.form, opened.formsets)


def _snapshot_of_version(submission: Submission, version: Version) -> FormSnapshot | None:
    """The form of the page as it was, or None where that cannot be restored."""
    model_admin = submission.model_admin
    try:
        with transaction.atomic():
            history.put_back(version, is_whole=False)
            request = form_request(submission.user)
            page = model_admin.get_object(request, str(version.object_id))
            snapshot = _snapshot(submission, page)
            transaction.set_rollback(True)
    except history.CannotRestore:
        return None
    return snapshot


def lock(model: type[models.Model], keys: Iterable[int | str | None]) -> None:
    """Let one editor after the other change pages; where writers queue, they do so already."""
    if connection.features.has_select_for_update:
        # What a URL names may be no key.
        with suppress(ValueError):
            pages = model._base_manager.select_for_update().filter(pk__in=list(keys))
            list(pages.order_by("pk").values("pk"))


def _catch_up(submission: Submission) -> None:
    """Record the page as it is found, so that the change has a state before it."""
    if submission.key is not None:
        # By its key alone: the history reads the page itself.
        history.catch_up([submission.model_admin.model(pk=submission.key)])


def _is_outdated(submission: Submission, prepared: PageForm) -> bool:
    """Whether somebody has saved the page, or deleted it, since its form was validated."""
    if prepared.is_new:
        return False
    model = submission.model_admin.model
    # Saved all the same, a page that a program has deleted would come back without its children.
    is_here = model._base_manager.filter(pk=submission.key).exists()
    return not is_here or last_version(model, submission.key) != prepared.version


def _write(submission: Submission, prepared: PageForm) -> None:
    model_admin, request, form = submission.model_admin, prepared.request, prepared.form
    page = model_admin.save_form(request, form, change=not prepared.is_new)
    model_admin.save_model(request, page, form, change=not prepared.is_new)
    model_admin.save_related(request, form, prepared.formsets, change=not prepared.is_new)
    prepared.is_saved = True


def _commit(submission: Submission, prepared: PageForm) -> PageForm:
    _write(submission, prepared)
    _record(submission, prepared)
    return prepared


def _record(submission: Submission, prepared: PageForm) -> None:
    """Put what was saved into the history and Django's own log, and end the draft it was."""
    model_admin, request, page = submission.model_admin, prepared.request, prepared.page
    message = model_admin.construct_change_message(
        request, prepared.form, prepared.formsets, prepared.is_new
    )
    draft = drafts.named(model_admin.model, None if prepared.is_new else page.pk, request.POST)
    if prepared.is_new and draft:
        # What was shared as a draft of no page is shared as this page now.
        PreviewLink.objects.filter(draft=draft).update(object_id=page.pk)
    note = sent_words(request.POST, "_note") or drafts.note_of_origin(draft, submission.user)
    # Django names the kind of row with each change, except of the page's own fields.
    is_own = all("name" not in told for each in message for told in each.values())
    action = history.Action.ADDED if prepared.is_new else history.Action.CHANGED
    history.record(
        action,
        [page],
        author=submission.user,
        note=note,
        with_children=prepared.is_new or not is_own,
    )
    log = model_admin.log_addition if prepared.is_new else model_admin.log_change
    log(request, page, message)
    drafts.end(draft, request.POST)


# Without a form


@transaction.atomic
def change_status(
    pages: models.QuerySet, status: Publishable.Status, user: AbstractBaseUser
) -> list[models.Model]:
    """Publish pages, or take them back to drafts; return those that were not so already."""
    model = pages.model
    lock(model, pages.values_list("pk", flat=True))
    # Read once they are locked: another editor may have done the same a moment before.
    changed = list(pages.exclude(status=status))
    history.catch_up(changed)
    rows = model._base_manager.filter(pk__in=[page.pk for page in changed])
    rows.update(status=status, changed_at=timezone.now())
    history.record(history.Action.CHANGED, changed, author=user)
    done = "Published" if status == Publishable.Status.PUBLISHED else "Unpublished"
    LogEntry.objects.log_actions(user.pk, changed, CHANGE, done)
    return changed
