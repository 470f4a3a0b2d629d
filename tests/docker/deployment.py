"""What do the container's files say? Read once, as structures, for the tests of this folder."""

import ast
import re
from fnmatch import fnmatchcase
from pathlib import Path

import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
DOCKERFILE = (ROOT / "docker" / "Dockerfile").read_text(encoding="utf-8")
ENTRYPOINT = ROOT / "docker" / "entrypoint"
HEALTH = ROOT / "docker" / "health.py"
CADDYFILE = (ROOT / "docker" / "Caddyfile").read_text(encoding="utf-8")
COMPOSE_TEXT = (ROOT / "docker" / "compose.yaml").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load(COMPOSE_TEXT)
SERVICES = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")
OUR_APPS = tuple(name for name in settings.INSTALLED_APPS if (ROOT / name).is_dir())

_VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<kind>[?-])(?P<rest>[^}]*))?\}")


def demanded():
    """The variables without which compose stops."""
    return {each["name"] for each in _VARIABLE.finditer(COMPOSE_TEXT) if each["kind"] == "?"}


def offered():
    """The variables that have a default."""
    return {each["name"] for each in _VARIABLE.finditer(COMPOSE_TEXT) if each["kind"] == "-"}


def filled_in(text, values):
    """What compose makes of `${NAME:-default}` and `${NAME:?sentence}`."""

    def value(match):
        if match["name"] in values:
            return values[match["name"]]
        assert match["kind"] == "-", f"{match['name']} has no default"
        return match["rest"]

    return _VARIABLE.sub(value, text)


def environment(service, values):
    """A container's environment: the image's, then the service's."""
    ours = {name: filled_in(str(text), values) for name, text in service["environment"].items()}
    return {**image_environment(), **ours}


def image_environment():
    """The ENV of the final stage."""
    final = DOCKERFILE.rsplit("\nFROM ", 1)[1]
    block = re.search(r"^ENV ((?:.*\\\n)*.*)$", final, re.MULTILINE)[1]
    return dict(re.findall(r"(\w+)=(\S+)", block))


def read_by_settings():
    """Every variable that portal/settings.py reads."""
    tree = ast.parse((ROOT / "portal" / "settings.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    readers = [call for call in calls if ast.unparse(call.func).startswith(("env.", "os.environ"))]
    return {ast.literal_eval(call.args[0]) for call in readers}


def read_by_entrypoint():
    """Every variable that the image's entry point reads."""
    return set(re.findall(r"\$\{([A-Z]\w*)", ENTRYPOINT.read_text(encoding="utf-8")))


def reaches_the_image(path):
    """Whether .dockerignore lets a path of this checkout through: the last line that fits wins."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    verdict = True
    for line in lines:
        pattern = line.removeprefix("!")
        if line and not line.startswith("#") and _fits(path, pattern):
            verdict = line.startswith("!")
    return verdict


def _fits(path, pattern):
    """A pattern covers what it names and everything below that."""
    parts = path.split("/")
    beginnings = ["/".join(parts[: end + 1]) for end in range(len(parts))]
    if pattern.startswith("**/"):
        return any(fnmatchcase(part, pattern.removeprefix("**/")) for part in parts)
    return any(
        fnmatchcase(beginning, pattern) and beginning.count("/") == pattern.count("/")
        for beginning in beginnings
    )
