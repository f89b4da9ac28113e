"""Import and export in the admin: download content, apply uploads once reviewed."""

import json
import tempfile
from contextlib import closing
from itertools import islice

from django import forms
from django.contrib import messages
from django.contrib.admin import site
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import BadRequest
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.tasks import TaskResultStatus
from django.template.response import TemplateResponse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from content.background import progress_of

from .applying import dry_run
from .content_models import children_of, content_models
from .exporting import DamagedFile, Export, write_bundle, write_fixture
from .models import PendingUpload
from .packages import open_upload
from .planning import plan
from .report import PageChanges, stamp
from .selection import EVERYTHING, UnknownChoice
from .tasks import apply_upload
from .yaml_fixtures import FixtureError

MAX_BYTES = 200 * 1024**2
# As many as anybody reviews; the others are selected together.
PAGES_SHOWN = 200
# The methods of a page with a form.
FORM = ["GET", "HEAD", "POST"]
WRITERS = {"zip": (write_bundle, "application/zip"), "yaml": (write_fixture, "application/yaml")}

may_apply = permission_required("exchange.apply_content", raise_exception=True)


class UploadForm(forms.Form):
    file = forms.FileField(
        max_length=150,
        error_messages={
            "required": "Choose a file.",
            "empty": "The file is empty. Choose another.",
            "max_length": "The file name is too long. Rename the file.",
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith((".yaml", ".yml", ".zip")):
            raise forms.ValidationError("Choose a fixture (.yaml) or a bundle (.zip).")
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                "The file is larger than 200 MB. Use manage.py content apply instead."
            )
        return file


@require_http_methods(FORM)
@may_apply
def transfer(request):
    """Show the import and export forms; on POST, store an uploaded file and show its plan."""
    is_sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
    if is_sent and form.is_valid():
        PendingUpload.objects.delete_old()
        file = form.cleaned_data["file"]
        upload = PendingUpload.objects.create(sender=request.user, name=file.name, file=file)
        return redirect("content_upload", upload.pk)
    context = {
        **site.each_context(request),
        "title": "Import and export",
        "form": form,
        "uploads": request.user.pending_uploads.all(),
        "choices": [(EVERYTHING, "Everything"), *_pages_to_export()],
    }
    return TemplateResponse(request, "exchange/transfer.html", context)


def _pages_to_export():
    """Yield (choice, name) of the first pages of each model that is worth exporting by itself."""
    for content_model in content_models().values():
        if children_of(content_model) and not content_model.parent:
            for row in content_model.rows.all()[:PAGES_SHOWN]:
                choice = f"{content_model.model._meta.model_name}:{'/'.join(row.natural_key())}"
                yield choice, f"{row} ({content_model.name})"


@require_safe
@may_apply
def export(request):
    """Download what is chosen: `what` as in manage.py content export, `as` zip or yaml."""
    what, form = request.GET.get("what", EVERYTHING), request.GET.get("as", "zip")
    if form not in WRITERS:
        raise BadRequest("Export content as zip or yaml.")
    write, content_type = WRITERS[form]
    # The response closes it.
    file = tempfile.SpooledTemporaryFile(max_size=10 * 1024**2)  # noqa: SIM115
    try:
        write(Export([what]), file)
    except (UnknownChoice, DamagedFile, OSError) as error:
        messages.error(request, f"Export failed: {error}")
        return redirect("content_transfer")
    file.seek(0)
    name = what.replace(":", "-").replace("/", "-")
    return FileResponse(
        file, as_attachment=True, filename=f"{name}.{form}", content_type=content_type
    )


# The plan


@require_http_methods(FORM)
@may_apply
def upload(request, upload_id):
    """Show what a file would change; on POST, apply the selected pages or discard the file.

    If a worker applies it, show its progress, then the result.
    """
    upload = get_object_or_404(PendingUpload, pk=upload_id, sender=request.user)
    result = upload.task_result
    is_running = result is not None and result.status == TaskResultStatus.RUNNING
    if request.method == "POST" and "discard" in request.POST and not is_running:
        upload.discard()
        messages.success(request, f"{upload.name} was discarded. Nothing was changed.")
        return redirect("content_transfer")
    if request.method == "POST" and "again" in request.POST:
        # A worker that has died returns no result. If it is alive, the plan shows what it has
        # applied by then, and nothing is applied twice.
        PendingUpload.objects.filter(pk=upload.pk).update(task_id="")
        return redirect("content_upload", upload.pk)
    if result and not result.is_finished:
        return _show_progress(request, upload, result)
    if result and "applied" in (outcome := _outcome(result)):
        return _applied(request, upload, outcome)
    sent = request.POST if request.method == "POST" else request.GET
    options = {name: name in sent for name in ("prune", "overwrite")}
    try:
        with closing(open_upload(upload)) as package:
            found = plan(package, **options)
            if request.method == "POST":
                return _carry_out(request, upload, package, found, options)
            declared = _outcome(result) if result else {}
            return _show(request, upload, options, dry_run(package, found), **declared)
    except FixtureError as error:
        if not PendingUpload.objects.filter(pk=upload.pk).exists():
            # By another request at the same time, such as a second click.
            messages.warning(request, f"{upload.name} has already been applied or discarded.")
            return redirect("content_transfer")
        return _show(request, upload, options, refusal=str(error))


def _carry_out(request, upload, package, found, options):
    read = request.POST.get("read")
    if read != stamp(found):
        return _show(request, upload, options, dry_run(package, found), is_stale=True)
    only = _selected(request, found)
    if only == set():
        messages.warning(
            request, "Nothing was applied. Select at least one page, or discard the file."
        )
        return _show(request, upload, options, dry_run(package, found))
    only = only and [[label, *key] for label, key in only]
    result = apply_upload.enqueue(upload.pk, read=read, only=only, **options)
    if not result.is_finished:
        PendingUpload.objects.filter(pk=upload.pk).update(task_id=result.id)
        return redirect("content_upload", upload.pk)
    outcome = _outcome(result)
    if "applied" in outcome:
        return _applied(request, upload, outcome)
    # Perhaps because of pages left out: show them again, to be selected otherwise.
    found = plan(package, **options)
    return _show(request, upload, options, dry_run(package, found), **outcome)


def _outcome(result):
    """What apply_upload() returned; if it failed, a message."""
    if result.status == TaskResultStatus.FAILED:
        return {"problem": "The import failed, and nothing was changed. See the log for the cause."}
    return result.return_value


def _applied(request, upload, outcome):
    # Written by format_html, and kept as text by the task's backend.
    messages.success(request, mark_safe(outcome["applied"]))  # noqa: S308
    if upload.notes:
        # The sender still has to work through them.
        PendingUpload.objects.filter(pk=upload.pk).update(task_id="")
        return redirect("content_upload", upload.pk)
    upload.discard()
    return redirect("content_transfer")


def _show_progress(request, upload, result):
    context = {
        **site.each_context(request),
        "title": f"Applying {upload.name}",
        "upload": upload,
        "is_running": result.status == TaskResultStatus.RUNNING,
        "progress": progress_of(result.id),
    }
    # In seconds: the page reloads.
    headers = {"Refresh": "2"}
    return TemplateResponse(request, "exchange/progress.html", context, headers=headers)


def _selected(request, found):
    """The ids of the selected pages; None if all are."""
    selected = set(request.POST.getlist("take"))
    # A page whose siblings move around it, such as a review, has no changes to show.
    shown = (page.id for page in PageChanges(found).of_pages(PAGES_SHOWN))
    left = {id for id in shown if _token(id) not in selected}
    if "rest" not in request.POST:
        left.update(islice(found.pages(), PAGES_SHOWN, None))
    return set(found.pages()) - left if left else None


def _show(
    request, upload, options, found=None, *, refusal="", is_stale=False, errors=(), problem=""
):
    context = {
        **site.each_context(request),
        "title": f"Preview import of {upload.name}",
        "upload": upload,
        "options": options,
        "refusal": refusal,
        "is_stale": is_stale,
        "problem": problem,
        "plan": found,
        "errors": errors or (found.errors if found else ()),
    }
    if found and not found.errors:
        changes = PageChanges(found)
        context |= {
            "pages": [(_token(page.id), page) for page in changes.of_pages(PAGES_SHOWN)],
            "local_edits": changes.local_edits(),
            "rest": max(0, len(found.pages()) - PAGES_SHOWN),
            "stamp": stamp(found),
        }
    return TemplateResponse(request, "exchange/upload.html", context)


def _token(id):
    label, key = id
    return json.dumps([label, *key])
