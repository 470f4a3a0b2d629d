"""How do tests run the command? As its users do: a process of its own, against a real server."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import yaml

from accounts import services as accounts
from accounts.scopes import Scope
from tests import cases, contents

CLIENT = Path(__file__).resolve().parents[2] / "client"
ALL = (Scope.APPLICATIONS_READ, Scope.APPLICATIONS_WRITE, Scope.PRECHECK)
ALL += (Scope.KEYS_READ, Scope.KEYS_WRITE)


@dataclass
class Shell:
    """A shell of one person: a folder, a configuration, an environment."""

    folder: Path
    host: str
    token: str = ""

    @property
    def config(self):
        return self.folder / "config"

    def start(self, *words, **environment):
        """Start the command; the caller waits for it."""
        inherited = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        own = {"GATEHOUSE_CONFIG_DIR": str(self.config), "GATEHOUSE_HOST": self.host}
        token = {"GATEHOUSE_TOKEN": self.token} if self.token else {}
        return subprocess.Popen(
            [sys.executable, "-m", "gatehouse_cli", *map(str, words)],
            cwd=self.folder,
            env={**inherited, "PYTHONPATH": str(CLIENT), **own, **token, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words, **environment):
        """Run the command to its end."""
        return ending(self.start(*words, **environment))


@dataclass
class Ended:
    """What a run left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def error(self):
        return json.loads(self.err)["error"]


def ending(process):
    """Wait for the end of what was started."""
    out, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    return Ended(process.returncode, out, err)


def token_of(person, scopes=ALL):
    """A personal token, as a CI job has it."""
    lifetime = timedelta(days=1)
    return accounts.create_token(person, name="CI", scopes=scopes, lifetime=lifetime)[1]


def write_app(folder, *, name=cases.LOW, **changes):
    """An app.yaml of one of the pack's examples, with its files beside it."""
    answers = cases.example(name)["answers"]
    for question, value in answers.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            answers[question] = [_beside(folder, question, item) for item in value]
    path = folder / "app.yaml"
    path.write_text(yaml.safe_dump({"answers": answers | changes}, allow_unicode=True))
    return path


def _beside(folder, question, item):
    format_name = item.get("format", "")
    text = f"{question} {item['name']}"
    content = contents.fitting(item["name"], text, format_name=format_name)
    (folder / item["name"]).write_bytes(content)
    return {"file": item["name"], **({"format": format_name} if format_name else {})}
