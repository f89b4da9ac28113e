"""The admin's page that takes an article, pasted or as a file, to the plan of its film."""

from django import forms
from django.contrib.admin import site
from django.contrib.auth.decorators import permission_required
from django.core.files.base import ContentFile
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from exchange.exporting import fixture_text
from exchange.models import PendingUpload
from franchise.models import Franchise

from .entries import Provenance, entries_of
from .known import Known
from .outline import LARGEST, ArticleError, decoded
from .reading import read_article


class ArticleForm(forms.Form):
    text = forms.CharField(
        label="The article",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="As plain text (= Title =, - Director: …, == Plot ==), or in MediaWiki’s markup.",
    )
    file = forms.FileField(
        label="Or a file", required=False, help_text="A text file in UTF-8, at most 500 kB."
    )
    source_url = forms.URLField(
        label="URL of the article",
        required=False,
        max_length=500,
        help_text="Credited at the foot of the film’s page.",
    )
    publisher = forms.CharField(
        label="Encyclopedia", required=False, max_length=200, help_text="For example, Wikipedia."
    )
    licence = forms.CharField(
        required=False,
        max_length=100,
        help_text="The licence of its text, such as CC BY-SA 4.0.",
    )
    franchise = forms.ModelChoiceField(
        Franchise.objects.all(),
        required=False,
        to_field_name="slug",
        help_text="The film will be added as its last installment.",
    )
    film = forms.SlugField(
        label="Existing film",
        required=False,
        help_text="Its slug, such as lost-bullet, if it is not found by title and year.",
    )
    update = forms.BooleanField(
        label="Overwrite values that differ from the article’s",
        required=False,
        help_text="Otherwise only empty fields are filled and missing items added.",
    )

    def clean(self):
        """Read the article, and make `entries` of it for what is here."""
        cleaned = super().clean()
        text, file = cleaned.get("text", ""), cleaned.get("file")
        if bool(text.strip()) == bool(file):
            raise forms.ValidationError("Paste the article, or choose its file.")
        try:
            cleaned["article"] = read_article(decoded(_bytes_of(text, file)))
        except ArticleError as error:
            self.add_error("file" if file else "text", str(error))
        return cleaned

    def pending_upload(self, sender):
        """Create the PendingUpload of what the article becomes. Raises ArticleError."""
        given, known = self.cleaned_data, Known()
        article, franchise = given["article"], given["franchise"]
        entries = entries_of(
            article,
            known,
            provenance=Provenance(given["source_url"], given["publisher"], given["licence"]),
            franchise=franchise.slug if franchise else "",
            film=given["film"],
            update=given["update"],
        )
        name = article.name[:150]
        notes = {
            "To check": article.doubts,
            "Undecided": list(map(str, known.open)),
            "Not placed": article.unplaced,
        }
        return PendingUpload.objects.create(
            sender=sender,
            name=name,
            file=ContentFile(fixture_text(entries).encode(), "article.yaml"),
            notes={heading: lines for heading, lines in notes.items() if lines},
        )


def _bytes_of(text, file):
    return file.read(LARGEST + 1) if file else text.encode(errors="replace")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("exchange.apply_content", raise_exception=True)
def article_import(request):
    """Ask for an article; by POST, go to the plan of the draft film that it becomes."""
    is_sent = request.method == "POST"
    form = ArticleForm(request.POST, request.FILES) if is_sent else ArticleForm()
    if is_sent and form.is_valid():
        try:
            PendingUpload.objects.delete_old()
            return redirect("content_upload", form.pending_upload(request.user).pk)
        except ArticleError as error:
            form.add_error(None, str(error))
    context = {**site.each_context(request), "title": "Import an article", "form": form}
    return TemplateResponse(request, "articles/article_import.html", context)
