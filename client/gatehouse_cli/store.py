"""Where is the sign-in kept? In one file that nobody else may read, a part for each portal."""

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock
from platformdirs import user_config_path

from gatehouse_cli.failures import UsageFailure

FOLDER_VARIABLE = "GATEHOUSE_CONFIG_DIR"


@dataclass(frozen=True)
class Tokens:
    """What a sign-in by device flow gave."""

    access: str
    refresh: str
    expires_at: float
    scope: str


class Store:
    """The file, and which portal was signed in to last."""

    def __init__(self, folder: Path | None = None) -> None:
        named = os.environ.get(FOLDER_VARIABLE)
        self.folder = folder or (Path(named) if named else user_config_path("gatehouse"))
        self.path = self.folder / "sign-ins.json"

    @property
    def current(self) -> str:
        """The portal that was signed in to last; empty if none."""
        return str(self._read().get("current", ""))

    def tokens(self, host: str) -> Tokens | None:
        """The sign-in there."""
        kept = self._read().get("portals", {}).get(host)
        return Tokens(**kept) if kept else None

    def keep(self, host: str, tokens: Tokens) -> None:
        """Put the sign-in into the file; the portal becomes the current one."""
        content = self._read()
        content.setdefault("portals", {})[host] = asdict(tokens)
        self._write({**content, "current": host})

    def forget(self, host: str) -> None:
        """Take the sign-in out."""
        content = self._read()
        content.get("portals", {}).pop(host, None)
        self._write(content)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other runs of the command from renewing the same sign-in: a renewal is good once."""
        self._make_folder()
        with FileLock(self.folder / "lock", timeout=60):
            yield

    def _make_folder(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _read(self) -> dict[str, Any]:
        try:
            content: dict[str, Any] = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise UsageFailure(f"{self.path} cannot be read: {error}.") from error
        return content

    def _write(self, content: dict[str, Any]) -> None:
        self._make_folder()
        write_privately(self.path, json.dumps(content, indent=1))


def write_privately(path: Path, text: str) -> None:
    """Put a file in its place at one stroke, readable by its owner alone."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    beside.replace(path)
