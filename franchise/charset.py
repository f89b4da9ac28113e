"""Forms come in UTF-8, as every browser sends what the site's pages hold."""

from django.http import HttpResponseBadRequest


def utf8_only(get_response):
    """Refuse a form that says it is in another charset: Django answers some with a bare 500."""

    def middleware(request):
        charset = request.content_params.get("charset", "utf-8")
        if charset.lower() not in {"utf-8", "utf8"}:
            return HttpResponseBadRequest("Send forms in UTF-8.", content_type="text/plain")
        return get_response(request)

    return middleware
