"""Rules about the code itself: who may import whom, how rows are known, what is in use."""

import ast
import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.contrib.admin import site
from django.db.models import UniqueConstraint
from django.template.loader import get_template

from content.natural_keys import NaturallyKeyed
from editorial.admin import EditorialAdmin
from editorial.history.states import children_of
from films.admin.translations import translated_names

ROOT = Path(settings.BASE_DIR)

# Each app, and the apps that it may import from beside itself: those below it.
GROUND = ["content", "editorial", "exchange", "films", "reviews", "franchise"]
BELOW = {app: set(GROUND[:place]) for place, app in enumerate(GROUND)}
# What shows content in another way knows all of that, and of its like what it clearly needs.
ROOMS = BELOW | {
    "search": {*GROUND},
    "seo": {*GROUND},
    "articles": {*GROUND},
    "api": {*GROUND, "search"},
    "static_site": {*GROUND, "search"},
    "dashboard": {*GROUND, "search", "static_site"},
}
MODULES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
MODELS = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
NATURALLY_KEYED = [model for model in MODELS if issubclass(model, NaturallyKeyed)]
CONSTRAINTS = [constraint for model in MODELS for constraint in model._meta.constraints]

EDITED = [each for each in site._registry.values() if isinstance(each, EditorialAdmin)]
# A model's own, one it shares with its like, those of all content and of all that is edited, and
# two more that other admins and inlines share with these.
MOST_BASES = 6
# What a middleware tells of a request, as Django's own do; and where requests are made.
SET_ON_REQUESTS = {
    ("editorial/requests.py", "method"),
    ("editorial/requests.py", "user"),
    ("editorial/requests.py", "POST"),
    ("editorial/requests.py", "FILES"),
    ("franchise/middleware.py", "COOKIES"),
    ("franchise/middleware.py", "LANGUAGE_CODE"),
    ("franchise/page_cache.py", "META"),
    ("api/responses.py", "method"),
}

# Django, the admin and its interface library find these by their path alone.
FOUND_BY_PATH = re.compile(r"(admin|django|unfold)/|403_csrf\.html$")
TEMPLATE_NAME = re.compile(r"""["']([\w/.-]+\.(?:html|txt|xml|svg))(?:#\w+)?["']""")


def room_of(path):
    return path.relative_to(ROOT).parts[0]


def imported_rooms(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module]
        else:
            continue
        yield from (name.partition(".")[0] for name in names)


def test_imports_run_one_way():
    strays = [
        f"{path.relative_to(ROOT)} imports {room}"
        for path in MODULES
        for room in imported_rooms(path)
        if room in ROOMS and room not in ROOMS[room_of(path)] | {room_of(path)}
    ]
    assert strays == []


def own_bases(cls: type) -> list[type]:
    return [base for base in cls.__mro__ if base.__module__.partition(".")[0] in ROOMS]


def test_classes_are_flat():
    """A reader of a class has few others to read: as many of ours as are named here, at most."""
    classes = {
        each
        for model_admin in site._registry.values()
        for each in (type(model_admin), *model_admin.inlines, model_admin.form)
    }
    deep = {each: len(own_bases(each)) for each in classes if len(own_bases(each)) > MOST_BASES}
    assert deep == {}


def test_nothing_is_set_on_a_request():
    """What a step finds out, it returns. Only editorial/requests.py makes requests of its own."""
    strays = [
        f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(target)}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute)
        and isinstance(target.value, ast.Name)
        and target.value.id == "request"
        and (path.relative_to(ROOT).as_posix(), target.attr) not in SET_ON_REQUESTS
    ]
    assert strays == []


@pytest.mark.parametrize("model_admin", EDITED, ids=str)
def test_a_form_edits_the_children_that_its_model_declares(model_admin):
    edited = [inline.model for inline in model_admin.inlines]
    declared = [child.model for child in children_of(model_admin.model) if "__" not in child.path]
    assert edited == declared


@pytest.mark.parametrize("model_admin", site._registry.values(), ids=str)
def test_what_is_private_to_one_part_of_an_admin_is_hidden_by_no_other(model_admin):
    """An admin is made of many parts, which share their names: the later would never be called."""
    ours = [part for part in type(model_admin).__mro__ if part.__module__.split(".")[0] in ROOMS]
    library = {
        name for part in type(model_admin).__mro__ if part not in ours for name in vars(part)
    }
    private = Counter(
        name for part in ours for name in vars(part) if name.startswith("_") and name not in library
    )
    assert [name for name, count in private.items() if count > 1] == []


def test_no_module_is_a_drawer():
    drawers = {"utils", "common", "core", "helpers", "base", "misc"}
    assert [path for path in MODULES if path.stem in drawers or path.parent.name in drawers] == []


def test_no_two_classes_share_a_name():
    """Who searches for a class, or reads of it in a traceback, finds one."""
    where = defaultdict(list)
    for path in MODULES:
        if "migrations" not in path.parts and path.parent.name != "commands":
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.ClassDef):
                    where[node.name].append(path.relative_to(ROOT).as_posix())
    assert {name: paths for name, paths in where.items() if len(paths) > 1} == {}


def test_one_module_says_where_the_site_is():
    readers = [path for path in MODULES if "settings.SITE_URL" in path.read_text()]
    assert {path.relative_to(ROOT).as_posix() for path in readers} == {
        "content/site_urls.py",
        # It names the host apart from any path.
        "api/api.py",
        # It may not ask films.
        "editorial/management/commands/check_content.py",
    }


@pytest.mark.parametrize("model", NATURALLY_KEYED)
def test_natural_key_is_unique_in_the_database(model):
    own = {path.partition("__")[0] for path in model.natural_key_fields}
    fields = [model._meta.get_field(name) for name in own]
    if len(fields) == 1 and fields[0].unique:
        return
    unique = [rule for rule in model._meta.constraints if isinstance(rule, UniqueConstraint)]
    assert own in [set(rule.fields) for rule in unique if rule.condition is None]
    # A null equals no other null: rows without an optional part need a rule of their own.
    for optional in (field.name for field in fields if field.null):
        assert own - {optional} in [set(rule.fields) for rule in unique if rule.condition]


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=lambda constraint: constraint.name)
def test_constraint_tells_an_editor_what_is_wrong(constraint):
    message = constraint.violation_error_message
    assert message != constraint.default_violation_error_message
    assert message.endswith(".")


def template_folders():
    return [folder for folder in [ROOT / "templates", *ROOT.glob("*/templates")] if folder.is_dir()]


def templates():
    """Map each template of ours to its file."""
    return {
        path.relative_to(folder).as_posix(): path
        for folder in template_folders()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_no_constraint_is_made_of_expressions():
    """A form tries the constraints that name what was changed, and these name no fields."""
    constraints = [each for model in apps.get_models() for each in model._meta.constraints]
    assert [each for each in constraints if getattr(each, "expressions", ())] == []


def test_every_template_is_in_use():
    named_in = {
        path: TEMPLATE_NAME.findall(path.read_text()) for path in [*MODULES, *templates().values()]
    }
    unused = [
        name
        for name, own in templates().items()
        if not FOUND_BY_PATH.match(name)
        and not any(name in names for path, names in named_in.items() if path != own)
    ]
    assert unused == []


def test_only_what_can_be_translated_is_asked_for_in_the_pages_language():
    """A template would leave out any other in silence."""
    known = {name for model in MODELS for name in translated_names(model)}
    asked = re.compile(r"\.local\.(\w+)")
    for path in [*MODULES, *templates().values()]:
        assert set(asked.findall(path.read_text())) <= known, path


def test_scripts_of_others_are_those_that_are_pinned():
    pinned = json.loads((ROOT / "vendor/package.json").read_text())["dependencies"]
    for name, version in pinned.items():
        script = (ROOT / f"static/admin/vendor/{name}.js").read_text()
        assert script.startswith(f"/* {name} {version}, "), "make vendor"


def test_what_others_made_is_listed_with_its_licence_beside_it():
    readme = (ROOT / "README.md").read_text()
    for path in [*ROOT.glob("static/**/vendor/*.js"), *ROOT.glob("static/fonts/*.woff2")]:
        licences = [path.with_suffix(".LICENSE"), path.with_name("LICENSE")]
        [licence] = [each for each in licences if each.is_file()]
        assert f"]({licence.relative_to(ROOT).as_posix()})" in readme, path


def documentation():
    return [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]


@pytest.mark.parametrize("path", documentation(), ids=lambda path: path.name)
def test_documentation_names_files_that_exist(path):
    text = path.read_text()
    named = re.findall(r"`((?:\w+/)+\w+\.py)`", text)
    linked = re.findall(r"\]\(([\w/.-]+)(?:#[\w-]+)?\)", text)
    files = [ROOT / name for name in named] + [path.parent / name for name in linked]
    assert [file for file in files if not file.is_file()] == []


def test_architecture_names_functions_and_classes_where_they_are():
    text = (ROOT / "docs/architecture.md").read_text()
    named = re.findall(r"`(\w+)(?:\(\))?`\s+in\s+`([\w/]+\.py)`", text)
    assert len(named) > 20
    for name, path in named:
        defined = re.compile(rf"^\s*(?:async )?(?:def|class) {name}\b", re.M)
        assert defined.search((ROOT / path).read_text()), f"{name} is not in {path}"


@pytest.mark.parametrize("path", documentation(), ids=lambda path: path.name)
def test_documentation_links_to_headings_that_exist(path):
    for name, anchor in re.findall(r"\]\(([\w/.-]*)#([\w-]+)\)", path.read_text()):
        text = (path.parent / name if name else path).read_text()
        headings = re.findall(r"^#+ (.+)$", text, re.M)
        slugs = [re.sub(r"[^\w -]", "", each).lower().replace(" ", "-") for each in headings]
        assert anchor in slugs, f"{name}#{anchor}"


def test_version_is_the_newest_of_the_changelog():
    changelog = (ROOT / "CHANGELOG.md").read_text()
    assert re.findall(r"^## (\d\S+) \(\d{4}-\d\d-\d\d\)$", changelog, re.M)[0] == settings.VERSION


def test_a_commit_is_held_to_what_make_check_holds():
    parts = re.search(r"^check: (.+?)  ##", (ROOT / "Makefile").read_text(), re.M)[1].split()
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    assert [hook["entry"] for hook in hooks] == [f"make {part}" for part in parts]


def test_every_page_that_code_names_is_there():
    for path in MODULES:
        for name in TEMPLATE_NAME.findall(path.read_text()):
            if name.endswith(".html"):
                get_template(name)
