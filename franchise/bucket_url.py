"""What STORAGE_URL says: s3://key:secret@host:9000/bucket?region=eu-west-3."""

from urllib.parse import parse_qsl, unquote, urlsplit

# Without a host it is Amazon's; without a key, boto3 finds one as it is used to.
PATTERN = r"(s3://([^:@/\s]+:[^@/\s]+@)?([\w.-]+(:\d{1,5})?)?/[a-z0-9][a-z0-9.-]+/?(\?\S*)?)?\Z"
EXAMPLE = "Use a URL such as s3://key:secret@s3.example.org/bucket?region=eu-west-3."


def bucket_options(url: str) -> dict[str, str]:
    """Return django-storages' options for a bucket. Raises ValueError on options of no meaning."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    region, tls = query.pop("region", None), query.pop("tls", "on")
    if query or tls not in {"on", "off"}:
        raise ValueError(
            'Environment variable "STORAGE_URL" takes region=… and tls=off after the question mark.'
        )
    options = {"bucket_name": parts.path.strip("/"), "region_name": region}
    if parts.hostname:
        scheme = "https" if tls == "on" else "http"
        options["endpoint_url"] = f"{scheme}://{parts.netloc.rpartition('@')[2]}"
    if parts.username:
        options["access_key"] = unquote(parts.username)
        options["secret_key"] = unquote(parts.password)
    return options
