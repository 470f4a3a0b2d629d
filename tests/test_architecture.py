"""Is the code laid out as CONTRIBUTING.md says? What no linter checks, this file does."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
APPS = ("portal", "common", "accounts", "events", "guidelines", "applications", "reviews", "keys")
APPS += ("notifications",)
CLIENT = "client"  # a package of its own, installed elsewhere
LONGEST_FILE = 400
LONGEST_FUNCTION = 30
INTERFACES = {"views", "api", "admin", "tasks", "jobs", "authentication", "commands"}
WRITES = {"save", "create", "delete", "update", "bulk_create", "bulk_update", "get_or_create"}
WRITES |= {"update_or_create"}
# Serializers and forms have a `save`, hashes and dictionaries an `update`: these names may call it.
HARMLESS = {("serializer", "save"), ("digest", "update"), ("context", "update"), ("conf", "update")}
HARMLESS |= {("live", "update")}
# Somebody's home, or the folder in which this checkout happens to be.
FOREIGN = re.compile(rf"(?<![\w.])(/(home|root|Users)/\w|{re.escape(str(ROOT.parent))}/)")


def tracked(*patterns):
    listed = subprocess.run(
        ["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, check=True
    )
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


SOURCES = [
    path
    for path in tracked("*.py")
    if path.exists() and "migrations" not in path.parts and path != Path(__file__)
]
OURS = [path for path in SOURCES if path.relative_to(ROOT).parts[0] in {*APPS, CLIENT}]


def name_of(path):
    return str(path.relative_to(ROOT))


def functions(tree):
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def is_interface(path):
    return bool(INTERFACES & {path.stem, *path.relative_to(ROOT).parts[:-1]})


def test_every_file_has_at_most_400_lines():
    long = {name_of(p): n for p in SOURCES if (n := len(p.read_text().splitlines())) > LONGEST_FILE}

    assert long == {}, "Split it by the question that each part answers."


def test_every_function_has_at_most_30_lines():
    long = {
        f"{name_of(path)}:{node.lineno} {node.name}": length
        for path in OURS
        for node in functions(ast.parse(path.read_text()))
        if (length := node.end_lineno - node.lineno + 1) > LONGEST_FUNCTION
    }

    assert long == {}, "Name its steps and give each a function."


def test_every_file_says_what_it_is_about():
    silent = [
        name_of(path)
        for path in OURS
        if path.read_text().strip() and ast.get_docstring(ast.parse(path.read_text())) is None
    ]

    assert silent == [], "Begin it with the question that it answers."


def services_in(tree):
    """Names that this file has for services modules: they may write, that is what they are for."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {
        name.asname or name.name
        for node in imports
        for name in node.names
        if name.name == "services" or "services" in str(node.module).split(".")
    }


def writes_in(path):
    tree = ast.parse(path.read_text())
    services = services_in(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            whom = ast.unparse(node.func.value).split(".")
            is_write = node.func.attr in WRITES and (whom[-1], node.func.attr) not in HARMLESS
            if is_write and whom[0] not in services:
                yield f"{name_of(path)}:{node.lineno} {ast.unparse(node.func)}()"


def test_interfaces_do_not_write():
    writes = [write for path in OURS if is_interface(path) for write in writes_in(path)]

    assert writes == [], "Move it to services.py."


def test_the_command_line_knows_the_portal_by_rest_alone():
    named = [
        f"{name_of(path)}: {module}"
        for path in tracked(f"{CLIENT}/*.py")
        for module in imported_by(path)
        if module.partition(".")[0] in {*APPS, "django", "tests"}
    ]

    assert named == [], "Whoever installs it has no portal."


def imported_by(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)


def test_nobody_catches_everything():
    broad = [
        f"{name_of(path)}:{node.lineno}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
    ]

    assert broad == [], "Name the exceptions that can happen here."


def test_nothing_names_the_machine_it_was_written_on():
    named = [
        f"{name_of(path)}:{number}"
        for path in tracked()
        if path.is_file() and path != Path(__file__) and b"\0" not in path.read_bytes()[:1000]
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if FOREIGN.search(line)
    ]

    assert named == [], "A stranger's machine has no such path or tool."


@pytest.mark.parametrize("tool", ["importlinter", "coverage", "ruff"])
def test_every_app_is_known_to_the_tools(tool):
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    known = {
        "importlinter": tools["importlinter"]["root_packages"],
        "coverage": tools["coverage"]["run"]["source"],
        "ruff": tools["ruff"]["lint"]["isort"]["known-first-party"],
    }

    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")}

    assert set(known[tool]) == set(APPS) == folders - {"tests"}


def test_what_is_pinned_is_pinned_exactly():
    lines = [
        line.split("#")[0].strip()
        for name in ("requirements.txt", "requirements-dev.txt")
        for line in (ROOT / name).read_text().splitlines()
    ]

    assert [line for line in lines if line and "==" not in line and not line.startswith("-r")] == []


def test_packages_come_from_wherever_the_operator_says():
    lines = [
        line
        for name in ("requirements.txt", "requirements-dev.txt", "Makefile")
        for line in (ROOT / name).read_text().splitlines()
        if "index-url" in line or "find-links" in line or "://" in line
    ]

    assert lines == []
