"""The page that tells readers of the API: its OpenAPI document, as a page of the site."""

import json

from django.shortcuts import render

from content import prose
from content.site_urls import absolute_url

from .api import api


def api_documentation(request):
    paths = api.document["paths"].items()
    context = {
        "introduction": prose.render(api.document["info"]["description"]),
        "operations": [_operation(path, methods["get"]) for path, methods in paths],
    }
    return render(request, "api/documentation.html", context)


def _operation(path, operation):
    parameters = operation["parameters"]
    return {
        "name": operation["operationId"],
        "noun": operation["tags"][0],
        "summary": operation["summary"],
        "description": operation["description"],
        "path": path,
        "parameters": [_parameter(parameter) for parameter in parameters],
        "request": absolute_url(_request(path, parameters)),
        "statuses": [status for status in operation["responses"] if status != 200],
        "response": _json(operation["responses"][200]),
    }


def _parameter(parameter):
    return {**parameter, "values": _values(parameter["schema"])}


def _values(schema):
    """What a parameter may hold, in words."""
    if "enum" in schema:
        return " · ".join(schema["enum"])
    limits = {"from": schema.get("minimum"), "up to": schema.get("maximum")}
    words = [f"{word} {limit}" for word, limit in limits.items() if limit is not None]
    return " ".join([{"integer": "whole number"}.get(schema["type"], "text"), *words])


def _request(path, parameters):
    """The path of an operation with an example for each parameter that it needs."""
    examples = {p["name"]: p["schema"].get("examples", [""])[0] for p in parameters}
    query = [f"{p['name']}=bullet" for p in parameters if p["in"] == "query" and p["required"]]
    return path.format(**examples) + (f"?{'&'.join(query)}" if query else "")


def _json(response):
    example = response["content"]["application/json"]["example"]
    return json.dumps(example, indent=2, ensure_ascii=False)
