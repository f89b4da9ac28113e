"""The OpenAPI document's examples, and the page that shows the document to readers."""




def with_examples(document):
    """Add to an OpenAPI document what each operation's answer looks like, made of its schema."""
    schemas = document["components"]["schemas"]
    for operation in operations_of(document):
        for answer in operation["responses"].values():
            content = answer["content"]["application/json"]
            content["example"] = example(content["schema"], schemas)
    return document


def operations_of(document):
    return [operation for path in document["paths"].values() for operation in path.values()]


def example(schema, schemas):
    """Return a value that a JSON schema allows, from the examples given in it."""
    if "$ref" in schema and "examples" not in schema:
        return example(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if "examples" in schema:
        return schema["examples"][0]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return example(schema["anyOf"][0], schemas)
    return _example_of_type(schema, schemas)


def _example_of_type(schema, schemas):
    match schema["type"]:
        case "object":
            properties = schema["properties"].items()
            return {name: example(part, schemas) for name, part in properties}
        case "array":
            return [example(schema["items"], schemas)]
        case "boolean":
            return True
        case "string":
            return None


def api_documentation(request):
    pass
