"""Is the checksum of a secret its CRC-32, and are secrets drawn from the whole alphabet?"""

import zlib

from hypothesis import given
from hypothesis import strategies as st

from common.base62 import ALPHABET, checksum, draw


@given(st.text(max_size=60))
def test_the_checksum_is_the_crc32_in_base_62(text):
    number = 0
    for character in checksum(text):
        number = number * 62 + ALPHABET.index(character)

    assert number == zlib.crc32(text.encode())
    assert len(checksum(text)) == 6


def test_secrets_use_the_whole_alphabet_and_never_repeat():
    drawn = [draw(32) for _ in range(500)]

    assert len(set(drawn)) == 500
    assert set("".join(drawn)) == set(ALPHABET)
