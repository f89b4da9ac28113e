"""Content travels, in the admin: written into a file, and taken in once its plan has been read."""

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

from .applying import try_out
from .content_models import kinds, parts_of
from .exporting import DamagedFile, Export, write_bundle, write_fixture
from .models import Arrival
from .packages import parcel_in
from .planning import plan
from .report import PageChanges, stamp
from .selection import EVERYTHING, UnknownChoice
from .tasks import apply_arrival
from .yaml_fixtures import FixtureError

MOST_BYTES = 200 * 1024**2
# As many as somebody reads; the others are taken or left together.
PAGES_SHOWN = 200
# What a page with a form is asked by.
FORM = ["GET", "HEAD", "POST"]
WRITERS = {"zip": (write_bundle, "application/zip"), "yaml": (write_fixture, "application/yaml")}

may_apply = permission_required("exchange.apply_content", raise_exception=True)


class UploadForm(forms.Form):
    file = forms.FileField(
        max_length=150,
        error_messages={
            "required": "Choose a file.",
            "empty": "The file is empty: choose it again.",
            "max_length": "The file’s name is too long: give it a shorter one.",
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith((".yaml", ".yml", ".zip")):
            raise forms.ValidationError("Choose a fixture (.yaml) or a bundle (.zip).")
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                "The file has more than 200 MB: apply it with manage.py content apply."
            )
        return file


@require_http_methods(FORM)
@may_apply
def transfer(request):
    """Offer to export content; by POST, keep a file that is sent, and go to its plan."""
    is_sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
    if is_sent and form.is_valid():
        Arrival.objects.forget_old()
        file = form.cleaned_data["file"]
        arrival = Arrival.objects.create(sender=request.user, name=file.name, file=file)
        return redirect("content_arrival", arrival.pk)
    context = {
        **site.each_context(request),
        "title": "Import and export",
        "form": form,
        "arrivals": request.user.arrivals.all(),
        "choices": [(EVERYTHING, "Everything"), *_pages_to_export()],
    }
    return TemplateResponse(request, "exchange/transfer.html", context)


def _pages_to_export():
    """Yield (choice, name) of the first pages of each kind that is worth exporting by itself."""
    for kind in kinds().values():
        if parts_of(kind) and not kind.owner:
            for row in kind.model._base_manager.all()[:PAGES_SHOWN]:
                choice = f"{kind.model._meta.model_name}:{'/'.join(row.natural_key())}"
                yield choice, f"{row} ({kind.name})"


@require_safe
@may_apply
def export(request):
    """Send what is chosen as a file: `what` as manage.py content has it, `as` zip or yaml."""
    what, form = request.GET.get("what", EVERYTHING), request.GET.get("as", "zip")
    if form not in WRITERS:
        raise BadRequest("Content is exported as zip or as yaml.")
    write, content_type = WRITERS[form]
    # The response closes it.
    file = tempfile.SpooledTemporaryFile(max_size=10 * 1024**2)  # noqa: SIM115
    try:
        write(Export([what]), file)
    except (UnknownChoice, DamagedFile, OSError) as error:
        messages.error(request, f"Nothing was exported: {error}")
        return redirect("content_transfer")
    file.seek(0)
    name = what.replace(":", "-").replace("/", "-")
    return FileResponse(
        file, as_attachment=True, filename=f"{name}.{form}", content_type=content_type
    )


# The plan


@require_http_methods(FORM)
@may_apply
def arrival(request, arrival_id):
    """Show what a file would change; by POST carry out what is taken of it, or drop the file.

    Where a worker carries it out, show how far it is, and then what has come of it.
    """
    waiting = get_object_or_404(Arrival, pk=arrival_id, sender=request.user)
    result = waiting.task_result
    is_running = result is not None and result.status == TaskResultStatus.RUNNING
    if request.method == "POST" and "discard" in request.POST and not is_running:
        waiting.discard()
        messages.success(request, f"{waiting.name} was dropped: nothing was changed.")
        return redirect("content_transfer")
    if request.method == "POST" and "again" in request.POST:
        # Of a worker that has died nothing comes any more. If it has not, what is applied by
        # then shows in the plan, and nothing is applied twice.
        Arrival.objects.filter(pk=waiting.pk).update(task_id="")
        return redirect("content_arrival", waiting.pk)
    if result and not result.is_finished:
        return _show_progress(request, waiting, result)
    if result and "applied" in (outcome := _outcome(result)):
        return _applied(request, waiting, outcome)
    sent = request.POST if request.method == "POST" else request.GET
    options = {name: name in sent for name in ("prune", "overwrite")}
    try:
        with closing(parcel_in(waiting)) as parcel:
            found = plan(parcel, **options)
            if request.method == "POST":
                return _carry_out(request, waiting, parcel, found, options)
            told = _outcome(result) if result else {}
            return _show(request, waiting, options, try_out(parcel, found), **told)
    except FixtureError as error:
        if not Arrival.objects.filter(pk=waiting.pk).exists():
            # By the other of two requests at once, such as a second click.
            messages.warning(request, f"{waiting.name} was applied or dropped meanwhile.")
            return redirect("content_transfer")
        return _show(request, waiting, options, refusal=str(error))


def _carry_out(request, waiting, parcel, found, options):
    read = request.POST.get("read")
    if read != stamp(found):
        return _show(request, waiting, options, try_out(parcel, found), is_stale=True)
    only = _taken(request, found)
    if only == set():
        messages.warning(request, "Nothing was applied: take a page at least, or drop the file.")
        return _show(request, waiting, options, try_out(parcel, found))
    only = only and [[label, *key] for label, key in only]
    result = apply_arrival.enqueue(waiting.pk, read=read, only=only, **options)
    if not result.is_finished:
        Arrival.objects.filter(pk=waiting.pk).update(task_id=result.id)
        return redirect("content_arrival", waiting.pk)
    outcome = _outcome(result)
    if "applied" in outcome:
        return _applied(request, waiting, outcome)
    # Perhaps for what was left: the pages are shown again, to be taken otherwise.
    found = plan(parcel, **options)
    return _show(request, waiting, options, try_out(parcel, found), **outcome)


def _outcome(result):
    """What apply_arrival() returned; of one that failed, what to say of it."""
    if result.status == TaskResultStatus.FAILED:
        return {"problem": "It could not be applied, and nothing was changed. The log says why."}
    return result.return_value


def _applied(request, waiting, outcome):
    # Written by format_html, and kept as text by the task's backend.
    messages.success(request, mark_safe(outcome["applied"]))  # noqa: S308
    if waiting.notes:
        # They are still to be worked through.
        Arrival.objects.filter(pk=waiting.pk).update(task_id="")
        return redirect("content_arrival", waiting.pk)
    waiting.discard()
    return redirect("content_transfer")


def _show_progress(request, waiting, result):
    context = {
        **site.each_context(request),
        "title": f"{waiting.name} is being applied",
        "arrival": waiting,
        "is_running": result.status == TaskResultStatus.RUNNING,
        "progress": progress_of(result.id),
    }
    # In seconds: the page is read anew.
    headers = {"Refresh": "2"}
    return TemplateResponse(request, "exchange/progress.html", context, headers=headers)


def _taken(request, found):
    """The ids of the pages that are taken; None of all."""
    taken = set(request.POST.getlist("take"))
    # Of one in whose order others move, such as a review, there is nothing to show.
    shown = (page.id for page in PageChanges(found).of_pages(PAGES_SHOWN))
    left = {id for id in shown if _token(id) not in taken}
    if "rest" not in request.POST:
        left.update(islice(found.pages(), PAGES_SHOWN, None))
    return set(found.pages()) - left if left else None


def _show(
    request, waiting, options, found=None, *, refusal="", is_stale=False, faults=(), problem=""
):
    context = {
        **site.each_context(request),
        "title": f"What {waiting.name} would change",
        "arrival": waiting,
        "options": options,
        "refusal": refusal,
        "is_stale": is_stale,
        "problem": problem,
        "plan": found,
        "faults": faults or (found.faults if found else ()),
    }
    if found and not found.faults:
        changes = PageChanges(found)
        context |= {
            "pages": [(_token(page.id), page) for page in changes.of_pages(PAGES_SHOWN)],
            "kept": changes.kept(),
            "rest": max(0, len(found.pages()) - PAGES_SHOWN),
            "stamp": stamp(found),
        }
    return TemplateResponse(request, "exchange/arrival.html", context)


def _token(id):
    label, key = id
    return json.dumps([label, *key])
