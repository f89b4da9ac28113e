"""Conditional requests (RFC 9110, section 13) for what is known by its ETag alone."""

from django.utils.cache import get_conditional_response


def conditional_response(request, etag, response=None):
    """Return 304 or 412 as the request's conditions ask; else `response`."""
    # Where no date of change is told, a condition on it is to be ignored (13.1.4): Django refuses.
    request.META.pop("HTTP_IF_UNMODIFIED_SINCE", None)
    return get_conditional_response(request, etag=etag, response=response)
