"""Does a file that lies, is broken or wants to do harm end in a refusal with its reason?"""

import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.evidence import archives, reader
from tests import contents

FORMATS = sorted(reader.READABLE)


def refusal(content, declared="lm_eval_json"):
    """Why it was not read."""
    return json.loads(reader.as_json(content, declared=declared)).get("refused", {}).get("code")


def linked():
    """An archive whose member is a symbolic link."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        member = zipfile.ZipInfo("header.json")
        member.external_attr = 0o120777 << 16
        archive.writestr(member, "/etc/passwd")
    return packed.getvalue()


def encrypted():
    """An archive whose directory says that its member is encrypted."""
    content = bytearray(contents.zipped({"header.json": b"{}"}))
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def understated():
    """An archive whose directory says that its member is small."""
    size, told = (1000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    return contents.zipped({"header.json": b"0" * 1000}).replace(size, told)


def zstandard(header):
    """What Inspect writes today: compressed by ZIP method 93."""
    packed = io.BytesIO()
    with archives.zipfile.ZipFile(packed, "w", archives.ZSTANDARD) as archive:
        archive.writestr("header.json", header)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        ('{"results": {}}'.encode("utf-16"), "utf16"),
        (b'{"results": "\xe9"}', "not_utf8"),
        (b'{"results": {"a": 1', "truncated_json"),
        (b'{"results" {}}, "config": {}}', "broken_json"),
        (b'{"results": {}, "results": {}}', "duplicate_key"),
        (b"[" * 200 + b"]" * 200, "too_deep"),
        (b'{"a":' * 200_000, "too_deep"),
        (b'{"something": "else"}', "unknown_format"),
        (b"42", "unknown_format"),
        (b'{"results": {}, "config": {}}', "no_results"),
        (b'{"scenario_spec": {}, "adapter_spec": {}}', "helm_only_run_spec"),
        (b'{"entry_type": "init"}\n[1]\n', "line_is_no_object"),
        (b"PK\x03\x04 and no more", "broken_zip"),
        (contents.zipped({"a.txt": b"a"}), "zip_of_nothing_known"),
        (contents.zipped({"../header.json": b"{}"}), "zip_outside"),
        (contents.zipped({"/header.json": b"{}"}), "zip_outside"),
        (contents.zipped({"header.json": b"0" * 5_000_000}), "zip_bomb"),
        (contents.zipped({f"{n}.json": b"" for n in range(10_001)}), "too_many_members"),
        (linked(), "zip_outside"),
        (encrypted(), "zip_encrypted"),
        (contents.zipped({"C:\\header.json": b"{}"}), "zip_outside"),
        (contents.zipped({"a\\..\\header.json": b"{}"}), "zip_outside"),
        (contents.zipped({"header.json": contents.zipped({"header.json": b"0"})}), "not_utf8"),
        (understated(), "broken_zip"),
        (zstandard(b"0" * 50_000_000), "zip_bomb"),
        (b'{"entry_type": "init"}\n' + b"[" * 100_000, "too_deep"),
        (b'{"entry_type": "init", "entry_type": "eval"}\n', "duplicate_key"),
        (contents.sample("garak_jsonl").rstrip()[:-9], "truncated_json"),
        (contents.zipped({"header.json": b"{}"}, method=zipfile.ZIP_BZIP2), "zip_method"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content, reason):
    declared = "garak_jsonl" if b"entry_type" in content else "lm_eval_json"
    if content.startswith(b"PK"):
        declared = "inspect_eval"

    assert refusal(content, declared) == reason


@pytest.mark.parametrize("held", FORMATS)
def test_a_lie_about_the_format_is_named(held):
    told = next(name for name in FORMATS if name != held)

    answer = json.loads(reader.as_json(contents.sample(held), declared=told))

    assert answer["refused"] == {"code": "other_format", "found": held, "declared": told}


def test_what_is_no_number_is_absent_and_said():
    content = (
        b'{"results": {"t": {"acc,none": 1e999, "f1,none": 12345678901234567890123}},"config":{}}'
    )

    answer = json.loads(reader.as_json(content, declared="lm_eval_json"))

    assert [result["value"] for result in answer["results"]] == [None, None]
    assert {note["code"] for note in answer["notes"]} == {"not_finite", "number_too_long"}


def test_an_archive_in_zstandard_is_read():
    content = zstandard(contents.sample("inspect_json"))

    answer = json.loads(reader.as_json(content, declared="inspect_eval"))

    assert len(answer["results"]) == 2


def test_whatever_a_file_calls_things_the_answer_stays_small():
    name = b"t" * 1_000_000
    content = b'{"config": {}, "results": {"' + name + b'\\u0000\\ud800": {"acc,none": 1}}}'

    answer = reader.as_json(content, declared="lm_eval_json")

    assert len(answer) < 2000
    assert "\\u0000" not in answer


def test_a_byte_order_mark_does_no_harm():
    content = b"\xef\xbb\xbf" + contents.sample("eee_json")

    assert json.loads(reader.as_json(content, declared="eee_json"))["format"] == "eee_json"


def test_several_runs_in_one_archive_are_refused():
    stats = contents.sample("helm_stats_json")
    both = contents.zipped({"a/stats.json": stats, "b/stats.json": stats})

    assert refusal(both, "helm_stats_json") == "helm_several_runs"


@given(st.binary(max_size=300), st.sampled_from(FORMATS))
def test_any_bytes_are_read_or_refused(content, declared):
    assert {"refused", "results"} & json.loads(reader.as_json(content, declared=declared)).keys()


@given(st.data())
def test_any_damage_to_a_real_file_is_read_or_refused(data):
    name = data.draw(st.sampled_from(FORMATS))
    content = bytearray(contents.sample(name))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 6))] = data.draw(st.binary(max_size=6))

    answer = json.loads(reader.as_json(bytes(content), declared=name))

    assert {"refused", "results"} & answer.keys()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
)


@given(st.data())
def test_any_value_in_the_place_of_another_is_read_or_refused(data):
    name = data.draw(st.sampled_from(["lm_eval_json", "inspect_json", "eee_json"]))
    document = json.loads(contents.sample(name))
    place = document
    while isinstance(place, dict) and place:
        key = data.draw(st.sampled_from(sorted(place)))
        if data.draw(st.booleans()) or not isinstance(place[key], dict) or not place[key]:
            place[key] = data.draw(JSON)
            break
        place = place[key]

    answer = json.loads(reader.as_json(json.dumps(document).encode(), declared=name))

    assert {"refused", "results"} & answer.keys()
