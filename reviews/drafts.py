"""How is a draft of the policy read that is sent? A pack in a ZIP file, or its tiers alone."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Final
from zipfile import BadZipFile, ZipFile

from common.errors import DomainError
from guidelines import loading, queries, schemas, yaml_reading

FILES_MAX: Final = 200  # members of a ZIP file, translations and all


class DraftUnreadable(DomainError):
    """Send the pack's folder as a ZIP file, or a tiers.yaml to try other tier rules alone."""


def content_of(file: IO[bytes], *, name: str) -> dict[str, Any]:
    """The draft's content, checked like a version that is published. Raises PackRefused."""
    if name.lower().endswith((".yaml", ".yml")):
        return _with_tiers(file)
    try:
        content = _unpacked(file)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise DraftUnreadable from error
    loading.load(content)
    return content


def _with_tiers(file: IO[bytes]) -> dict[str, Any]:
    """The version in force with other tier rules."""
    try:
        tiers = yaml_reading.read(file.read(yaml_reading.MAX_BYTES + 1))
    except yaml_reading.Unreadable as error:
        raise DraftUnreadable from error
    content = {**queries.current_pack().stored.content, "tiers": tiers}
    loading.load(content)
    return content


def _unpacked(file: IO[bytes]) -> dict[str, Any]:
    """Only the files of a pack are read, each no longer than it may be, whatever else is there."""
    with ZipFile(file) as archive, TemporaryDirectory() as folder:
        members = archive.namelist()
        if len(members) > FILES_MAX:
            raise DraftUnreadable
        for name in (*schemas.FILES, *schemas.OPTIONAL):
            found = [one for one in members if one.rpartition("/")[2] == f"{name}.yaml"]
            if found:
                with archive.open(min(found, key=len)) as member:
                    text = member.read(yaml_reading.MAX_BYTES + 1)
                (Path(folder) / f"{name}.yaml").write_bytes(text)
        return loading.read_folder(Path(folder))
