"""Who is visiting, seen from behind the proxies that the operator trusts."""

from ipaddress import ip_address

from django.conf import settings


def client_ip(request):
    """Return the URL that the outermost trusted proxy saw, or None: log-ins count by it.

    Each proxy adds the URL of its own caller to the right of X-Forwarded-For. What stands
    further left came with the request, and anyone may write it.
    """
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if 0 < settings.TRUSTED_PROXIES <= len(hops):
        try:
            return str(ip_address(hops[-settings.TRUSTED_PROXIES].strip()))
        except ValueError:
            pass
    # Empty behind a Unix socket; missing where code logs someone in without a request.
    return request.META.get("REMOTE_ADDR") or None
