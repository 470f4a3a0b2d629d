"""Are sensitive answers unreadable without a key, and readable after a key change?"""

import pytest
from cryptography.fernet import Fernet, InvalidToken

from applications.sealing import seal, unseal

ANSWERS = {"A5": "Inès Thill, managing director", "B8": "code 4711 🔑"}


def test_what_is_sealed_comes_out_again():
    assert unseal(seal(ANSWERS)) == ANSWERS


def test_the_sealed_bytes_do_not_hold_the_answer():
    sealed = seal(ANSWERS)

    assert b"Thill" not in sealed
    assert b"4711" not in sealed


def test_nothing_seals_to_nothing():
    assert seal({}) == b""
    assert unseal(b"") == {}


def test_an_older_key_still_opens_what_it_sealed(settings):
    sealed = seal(ANSWERS)
    settings.ANSWER_KEYS = [Fernet.generate_key().decode(), *settings.ANSWER_KEYS]

    assert unseal(sealed) == ANSWERS


def test_without_its_key_it_stays_closed(settings):
    sealed = seal(ANSWERS)
    settings.ANSWER_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(InvalidToken):
        unseal(sealed)
