"""Do the services find a folder and their programs wherever the checkout is?"""

import os
import pwd

import pytest

from portal.embedded import place
from portal.embedded.errors import CannotStart

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the services over")


def test_an_open_folder_is_used(folder):
    found = place.choose(folder, name="here")

    assert found.folder == folder / "here"
    assert found.allows("-w", found.folder)


def test_an_ordinary_user_runs_the_services(folder, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    found = place.choose(folder, name="here")

    assert (found.account, found.run_as) == (None, {})


@needs_root
def test_root_hands_the_folder_to_somebody_else(folder):
    found = place.choose(folder, name="here")

    assert found.account.pw_name in place.STAND_INS
    assert found.folder.stat().st_uid == found.account.pw_uid


@needs_root
def test_a_closed_checkout_keeps_its_services_elsewhere(folder):
    closed = folder / "closed"
    closed.mkdir(mode=0o700)

    found = place.choose(closed, name="here", elsewhere=(folder / "open",))

    assert found.folder.parent == folder / "open"
    assert found.folder.name.startswith("here-")
    assert not (closed / "here").exists()


@needs_root
def test_two_closed_checkouts_never_share_a_folder(folder):
    for name in ("one", "two"):
        (folder / name).mkdir(mode=0o700)

    first = place.choose(folder / "one", name="here", elsewhere=(folder / "open",))
    second = place.choose(folder / "two", name="here", elsewhere=(folder / "open",))

    assert first.folder != second.folder


def test_a_path_too_long_for_postgresql_is_not_used(folder):
    deep = folder.joinpath(*["x" * 100] * 9)

    found = place.choose(deep, name="here", elsewhere=(folder / "open",))

    assert found.folder.parent == folder / "open"


def test_no_folder_at_all_is_said(folder):
    (folder / "file").touch()

    with pytest.raises(CannotStart, match="No folder is open"):
        place.choose(folder / "file", name="here", elsewhere=())


def test_root_without_anybody_to_hand_over_to_is_said(folder, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(pwd, "getpwall", list)

    with pytest.raises(CannotStart, match="does not run as root"):
        place.choose(folder, name="here")


@needs_root
def test_programs_in_a_closed_folder_are_copied_once(folder, here):
    origin = folder / "closed"
    (origin / "package" / "bin").mkdir(parents=True)
    (origin / "package" / "bin" / "tool").write_text("#!/bin/sh\n")
    (origin / "package" / "bin" / "tool").chmod(0o700)
    origin.chmod(0o700)
    test = (origin / "package" / "bin" / "tool").relative_to(origin)
    needed = ("package", "absent")

    first = place.programs(here, origin=origin, needed=needed, test=test)
    second = place.programs(here, origin=origin, needed=needed, test=test)

    assert first == second == here.folder / "programs"
    assert here.allows("-x", first / test)
