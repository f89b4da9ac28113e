"""What holds of every response of the API, whatever it tells: errors, caching, other origins."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control
from pydantic import Field

from .values import Schema

# In seconds: how long a cache may answer with what it has.
MAX_AGE = 60

# It is public and reads nothing of who asks, so that scripts of every origin may have it.
CROSS_ORIGIN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Expose-Headers": "ETag",
    "Access-Control-Max-Age": "86400",
}

SENTENCES = {
    400: "Bad request: the server could not understand it.",
    404: "There is nothing at this URL: it is wrong, or not published.",
    405: "The content is read-only: use GET or HEAD.",
    422: "Some parameters are not valid.",
    500: "Something went wrong on the server. Your request is not to blame.",
}


class ProblemSchema(Schema):
    """Why a request has no answer."""

    status: int
    message: str
    parameters: dict[str, str] = Field(
        description="What is wrong with each parameter that is not valid."
    )


LIST_PROBLEMS = {404: ProblemSchema, 422: ProblemSchema}
DETAIL_PROBLEMS = {404: ProblemSchema}


def in_words(status, parameters=None):
    """What a ProblemSchema says of an HTTP status."""
    message = SENTENCES.get(status) or f"{HTTPStatus(status).phrase}."
    return {"status": status, "message": message, "parameters": parameters or {}}


def problem(status, parameters=None):
    return JsonResponse(in_words(status, parameters), status=status)


def not_found(request, error):
    return problem(404)


def refused(request, error):
    return problem(422, error.problems)


def json_errors(get_response):
    """Answer below the API's root in JSON, whatever went wrong, and let every origin read it."""

    def middleware(request):
        response = get_response(request)
        if not request.path_info.startswith(f"/{settings.API_ROOT}"):
            return response
        response = as_json(response)
        for name, value in CROSS_ORIGIN.items():
            response[name] = value
        return response

    return middleware


def public_json(get_response):
    """Say what may be asked below the API's root, and that caches may keep the responses."""

    def middleware(request):
        if not request.path_info.startswith(f"/{settings.API_ROOT}"):
            return get_response(request)
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": "GET, HEAD, OPTIONS"})
        response = _read(request, get_response)
        if response.status_code == 200:
            patch_cache_control(response, public=True, max_age=MAX_AGE)
        return response

    return middleware


def _read(request, get_response):
    """Pass HEAD on as GET, which is all that operations know: the server drops the body."""
    method = request.method
    if method == "HEAD":
        request.method = "GET"
    try:
        return get_response(request)
    finally:
        request.method = method


def as_json(response):
    """Replace an error that is told as a page, wherever in the site it came from."""
    is_json = response.get("Content-Type", "").startswith("application/json")
    if response.status_code < 400 or is_json:
        return response
    told = problem(response.status_code)
    if "Allow" in response:
        told["Allow"] = "GET, HEAD, OPTIONS"
    return told
