"""What each operation's responses look like, made of the examples that schemas give."""

from .responses import in_words


def with_examples(document):
    """Add an example to each response of an OpenAPI document, and return the document."""
    schemas = document["components"]["schemas"]
    for path in document["paths"].values():
        for parameter in path["get"]["parameters"]:
            # Its schema has them. Here OpenAPI wants a map, and the framework writes a list.
            parameter.pop("examples", None)
        for status, response in path["get"]["responses"].items():
            content = response["content"]["application/json"]
            content["example"] = _example(status, content["schema"], schemas)
    return document


def _example(status, schema, schemas):
    if status == 200:
        return example(schema, schemas)
    return in_words(status, {"page": "Enter a whole number."} if status == 422 else None)


def example(schema, schemas):
    """Return a value that a JSON schema allows: the first example, choice or alternative."""
    if "examples" in schema:
        return schema["examples"][0]
    if "enum" in schema:
        return schema["enum"][0]
    if "$ref" in schema:
        return example(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if "anyOf" in schema:
        return example(schema["anyOf"][0], schemas)
    return _of_type(schema, schemas)


def _of_type(schema, schemas):
    match schema["type"]:
        case "object":
            properties = schema["properties"].items()
            return {name: example(part, schemas) for name, part in properties}
        case "array":
            return [example(schema["items"], schemas)]
        case "boolean":
            return True
        case _:
            return None
