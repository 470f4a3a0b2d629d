"""What is said about a folder that cannot be read as a pack?"""

import shutil

import pytest

from guidelines import loading
from guidelines.pack_errors import PackRefused


@pytest.fixture
def folder(tmp_path):
    """A copy of the starter pack to spoil."""
    shutil.copytree(loading.STARTER, tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_files_that_cannot_be_read_are_named_together_with_what_else_is_wrong(folder):
    (folder / "lists.yaml").unlink()
    (folder / "form.yaml").write_text("id: a\nid: b\n", encoding="utf-8")
    (folder / "sources.yaml").write_text("sources: NO\n", encoding="utf-8")
    (folder / "tiers.yaml").unlink()
    (folder / "tiers.yaml").mkdir()

    with pytest.raises(PackRefused) as refusal:
        loading.read_folder(folder)

    assert [(error.file, error.reason) for error in refusal.value.errors] == [
        ("lists.yaml", "is missing"),
        ("form.yaml", "line 2 repeats the key 'id'"),
        ("tiers.yaml", f"[Errno 21] Is a directory: '{folder}/tiers.yaml'"),
        ("sources.yaml", "False is not of type 'array'"),
    ]


def test_a_file_that_is_too_large_is_not_read(folder):
    (folder / "form.yaml").write_text("#" * 2_000_000, encoding="utf-8")

    with pytest.raises(PackRefused, match=r"form.yaml: file: is larger than 1,000,000 bytes"):
        loading.read_folder(folder)


def test_a_date_among_defaults_is_refused(folder):
    path = folder / "conditions.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("{rpm: 60, scope: key}", "{rpm: 2026-01-01}"), encoding="utf-8")

    with pytest.raises(PackRefused) as refusal:
        loading.load_folder(folder)

    assert [str(error) for error in refusal.value.errors] == [
        "conditions.yaml: CO-RATE, defaults, low: rpm must be a whole number"
    ]


def test_a_file_that_a_pack_may_do_without_is_not_missed(folder):
    (folder / "eligibility.yaml").unlink()
    manifest = folder / "pack.yaml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace(", eligibility.yaml", ""), encoding="utf-8")

    assert "eligibility" not in loading.read_folder(folder)
    assert loading.load_folder(folder).eligibility is None
