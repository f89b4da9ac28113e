from functools import partial

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.urls import path
from django.utils.html import format_html, format_html_join
from unfold.contrib.filters.admin import BooleanRadioFilter
from unfold.decorators import display

from editorial.admin import EditorialAdmin
from editorial.admin_urls import change_url

from ..imaging import delete_renditions, sanitise, smallest_jpeg
from ..models import Film, FilmPicture, Picture
from ..tasks import prepare_on_commit
from .content import ContentAdmin
from .forms import ContentForm


def thumbnail(picture):
    """What a list's first column shows beside a name: nothing where there is no picture."""
    url = smallest_jpeg(picture)
    return {"path": url, "squared": True, "width": 44, "height": 44} if url else {}


def preview(picture):
    """The picture beside the field that chooses it, in words where it cannot be shown."""
    if picture is None or not picture.file:
        return "No picture yet."
    url = smallest_jpeg(picture)
    if not url:
        return "No preview: the picture’s file is missing, or has not been processed yet."
    return _image(picture, url, picture.alt)


def _image(picture, url, alt):
    return format_html(
        '<img class="picture-preview" src="{}" alt="{}" width="{}" height="{}">',
        url,
        alt,
        picture.width,
        picture.height,
    )


def _shown_on(picture):
    """The rows whose pages show a picture, whatever app they are of, each once."""
    rows = {}
    for relation in Picture._meta.related_objects:
        model, lookup = relation.related_model, relation.field.name
        if model is FilmPicture:
            model, lookup = Film, "film_pictures__picture"
        rows.update(dict.fromkeys(model.objects.filter(**{lookup: picture})))
    return list(rows)


def _change_link(row):
    return format_html('<a class="text-link" href="{}">{}</a>', change_url(row), row)


# The row is what counts: a file that cannot be removed is logged, and shown to nobody.
def _delete_renditions_on_commit(picture):
    transaction.on_commit(partial(delete_renditions, picture), robust=True)


class PictureForm(ContentForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The uploader's name is not kept, so it may be as long as it likes.
        if "file" in self.fields:
            self.fields["file"].max_length = None

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        clean = sanitise(file)
        self.instance.width, self.instance.height = clean.width, clean.height
        self.instance.sha256 = clean.sha256
        return clean.file

    def clean(self):
        cleaned = super().clean()
        described = self.cleaned_data.get("alt") or self.cleaned_data.get("is_decorative")
        if not described and "alt" not in self.errors:
            self.add_error("alt", "Describe the picture, or mark it as decorative.")
        return cleaned

    def _post_clean(self):
        """Say that no browser sends a file twice, where pictures.js could not prevent it."""
        super()._post_clean()
        file = self.files.get(self.add_prefix("file"))
        if file and self.errors and "file" not in self.errors:
            self.add_error(
                "file",
                f"Choose the file again: {file.name} was not uploaded, because the form has "
                "errors.",
            )


@admin.register(Picture)
class PictureAdmin(ContentAdmin):
    form = PictureForm
    # Not about duplicates: the chosen file would be lost with the question.
    questions = EditorialAdmin.questions
    list_display = ["headline", "size", "alternative", "credit", "licence"]
    list_filter = [("is_decorative", BooleanRadioFilter)]
    readonly_fields = ["picture_preview", "size", "sha256", "uses"]
    fieldsets = [
        (None, {"fields": ["name", "file", "picture_preview", "alt", "is_decorative", "caption"]}),
        ("Rights", {"fields": [("credit", "licence"), "source_url"]}),
        ("Focal point", {"fields": [("focal_x", "focal_y")]}),
        ("File", {"fields": ["size", "sha256", "uses", "slug"]}),
    ]
    view_on_site = False

    def get_urls(self):
        view = self.admin_site.admin_view(self.shown_view)
        return [path("shown/", view, name="films_picture_shown"), *super().get_urls()]

    def shown_view(self, request):
        """Show a picture that is chosen in a form, and not saved there yet: its key is `id`."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return HttpResponse(preview(self.get_object(request, request.GET.get("id", ""))))

    def save_model(self, request, obj, form, change):
        replaced = (
            Picture.objects.get(pk=obj.pk) if change and "file" in form.changed_data else None
        )
        super().save_model(request, obj, form, change)
        prepare_on_commit([obj.pk])
        if replaced:
            _delete_renditions_on_commit(replaced)

    def shown_in_history(self, picture):
        """Of a picture that is deleted or replaced only its own file is left."""
        file = picture.file
        if not file or not file.storage.exists(file.name):
            return "Its file is missing."
        return _image(picture, smallest_jpeg(picture) or file.url, picture.alt or picture.name)

    def page_restored(self, page):
        prepare_on_commit([page.pk])

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        _delete_renditions_on_commit(obj)

    def delete_queryset(self, request, queryset):
        pictures = list(queryset)
        super().delete_queryset(request, queryset)
        for picture in pictures:
            _delete_renditions_on_commit(picture)

    @display(description="Picture", ordering="folded", header=True)
    def headline(self, picture):
        return picture.name, picture.caption, picture.name[:1], thumbnail(picture)

    @display(description="Size", ordering="width")
    def size(self, picture):
        return f"{picture.width} × {picture.height} pixels" if picture.width else None

    @display(description="Alternative text", ordering="alt")
    def alternative(self, picture):
        return "Decorative" if picture.is_decorative else picture.alt

    @display(description="Preview")
    def picture_preview(self, picture):
        return preview(picture)

    @display(description="Used by")
    def uses(self, picture):
        rows = _shown_on(picture) if picture.pk else []
        return format_html_join(", ", "{}", ((_change_link(row),) for row in rows)) or "Nothing yet"
