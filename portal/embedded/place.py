"""Which operating-system user runs the embedded services, and in which folder?

PostgreSQL refuses to run as root, so root hands it to another user, who must be able to reach its
folder and its programs: a checkout in /root is closed to everyone else.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from portal.embedded.errors import CannotStart

STAND_INS = ("postgres", "nobody")  # who runs the services when root starts them
ELSEWHERE = (Path("/var/lib/gatehouse"), Path(tempfile.gettempdir()) / "gatehouse")
LONGEST_PATH = 900  # PostgreSQL cuts paths at 1,024 bytes


@dataclass(frozen=True)
class Place:
    """A folder for data, and the user who runs the services in it (None: whoever starts them)."""

    folder: Path
    account: pwd.struct_passwd | None = None

    @property
    def run_as(self) -> dict[str, Any]:
        """Arguments for `subprocess` that turn a child into that user."""
        if self.account is None:
            return {}
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}

    def allows(self, test: str, path: Path) -> bool:
        """Ask as that user, since only the system knows every rule: `-x`, `-w` and the like."""
        answer = subprocess.run(  # noqa: S603 -- our own words
            ["/bin/sh", "-c", f'test {test} "$0"', str(path)], check=False, cwd="/", **self.run_as
        )
        return answer.returncode == 0

    def give(self, path: Path) -> None:
        """Make that user the owner of a path and of everything below it."""
        if self.account is None:
            return
        for each in (path, *path.rglob("*")):
            os.chown(each, self.account.pw_uid, self.account.pw_gid, follow_symlinks=False)


def choose(preferred: Path, *, name: str, elsewhere: tuple[Path, ...] = ELSEWHERE) -> Place:
    """The first folder that the services' user can reach: the preferred one if at all possible.

    Elsewhere the folder is named for the preferred one, so that a copy of a checkout never meets
    the services of its original.
    """
    account = _stand_in() if os.geteuid() == 0 else None
    stranger = f"{name}-{sha256(os.fsencode(preferred)).hexdigest()[:8]}"
    for folder in (preferred / name, *(parent / stranger for parent in elsewhere)):
        place = Place(folder, account)
        if _is_usable(place):
            return place
    raise CannotStart(f"No folder is open to the user who runs PostgreSQL; tried {preferred}.")


def programs(place: Place, *, origin: Path, needed: tuple[str, ...], test: Path) -> Path:
    """Where that user finds an installed package: in place, or else in a copy beside the data."""
    if place.allows("-x", origin / test) and len(str(origin)) < LONGEST_PATH:
        return origin
    copy = place.folder / "programs"
    if not (copy / test).exists():
        for part in needed:
            if (origin / part).exists():
                shutil.copytree(
                    origin / part,
                    copy / part,
                    dirs_exist_ok=True,
                    ignore=shutil.ignore_patterns("include", "pginstall", "*.pyc"),
                )
        place.give(copy)
    return copy


def _stand_in() -> pwd.struct_passwd:
    everyone = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in STAND_INS:
        if name in everyone:
            return everyone[name]
    raise CannotStart("PostgreSQL does not run as root, and there is no user nobody to run it.")


def _is_usable(place: Place) -> bool:
    is_new = not place.folder.exists()
    if len(str(place.folder)) > LONGEST_PATH or not _make(place):
        return False
    if place.allows("-w", place.folder):
        return True
    if is_new:
        place.folder.rmdir()
    return False


def _make(place: Place) -> bool:
    """Make the folder, if there is none and we may; its owner alone can look into it."""
    folder = place.folder
    try:
        if not folder.parent.exists():
            folder.parent.mkdir(parents=True)
            folder.parent.chmod(0o755)  # whatever the umask says
        if not folder.exists():
            folder.mkdir(mode=0o700)
            place.give(folder)
    except OSError:
        return False
    return True
