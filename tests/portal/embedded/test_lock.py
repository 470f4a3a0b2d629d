"""Is the second start told about the first?"""

import os

import pytest

from portal.embedded import environment, lock
from portal.embedded.errors import CannotStart


def test_the_second_start_is_told_who_runs_and_where(tmp_path, monkeypatch):
    monkeypatch.setattr(lock, "PATIENCE", 0.1)
    record = environment.Record()
    record.environ["SITE_URL"] = "http://localhost:8000"
    environment.write(tmp_path, record)

    with lock.only_one(tmp_path), pytest.raises(CannotStart) as refusal, lock.only_one(tmp_path):
        pass

    assert str(refusal.value) == (
        f"Gatehouse is already running here (process {os.getpid()}), at http://localhost:8000. "
        "Stop it first, or use that one."
    )


def test_the_lock_is_free_afterwards(tmp_path):
    with lock.only_one(tmp_path):
        pass

    with lock.only_one(tmp_path):
        assert environment.is_running(tmp_path)


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "up.lock").mkdir()

    with pytest.raises(CannotStart, match="belongs to another user"), lock.only_one(tmp_path):
        pass
