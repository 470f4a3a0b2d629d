"""Do keys look as the format promises, and do damaged ones end at the checksum?"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.base62 import ALPHABET
from keys.keyformat import new_key, parse

SCANNER = re.compile(r"\bgate_(?:live|test)_[0-9A-Za-z]{48}\b")


@pytest.mark.parametrize("env", ["live", "test"])
def test_a_new_key_matches_the_scanners_pattern_and_parses(env):
    key = new_key("gate", env)

    parts = parse(key, brand="gate")

    assert SCANNER.fullmatch(key)
    assert (parts.brand, parts.env, parts.last4) == ("gate", env, key[-4:])
    assert parts.public_id == key[10:20]


def test_two_keys_never_share_a_character_by_plan():
    keys = {new_key("gate", "live") for _ in range(200)}

    assert len(keys) == 200
    assert len({key[10:20] for key in keys}) == 200


@given(st.integers(0, 57), st.sampled_from(ALPHABET + "_- é"))
def test_one_changed_character_is_noticed(position, character):
    key = new_key("gate", "live")
    changed = key[:position] + character + key[position + 1 :]

    assert (parse(changed, brand="gate") is not None) == (changed == key)


def test_the_environment_cannot_be_edited():
    key = new_key("gate", "test")

    assert parse(key.replace("_test_", "_live_"), brand="gate") is None


def test_a_key_of_another_brand_is_not_ours():
    assert parse(new_key("acme", "live"), brand="gate") is None


@given(st.text(max_size=100))
def test_any_other_text_is_no_key(text):
    assert parse(text, brand="gate") is None
