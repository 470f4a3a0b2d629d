"""Do all example applications come out exactly as their authors expect?"""

import pytest

from guidelines.assessment import assess
from guidelines.checklist import Review
from guidelines.pack import Tier
from tests.guidelines.conftest import EXAMPLES

NAMES = sorted(path.stem for path in EXAMPLES.glob("*.yaml"))


def reviewed(example):
    review = example.get("review", {})
    raised_to = review.get("raised_to")
    return Review(
        checks=review.get("checks", {}),
        evidence=frozenset(review.get("evidence", ())),
        conditions=frozenset(review.get("conditions", ())),
        opened=frozenset(review.get("opened", ())),
        raised_to=Tier(raised_to) if raised_to else None,
    )


@pytest.mark.parametrize("name", NAMES)
def test_an_example_comes_out_as_expected(pack, examples, name):
    example = examples[name]
    expected = dict(example["expected"])
    included = set(expected.pop("shown_checks_include", ()))
    excluded = set(expected.pop("shown_checks_exclude", ()))

    result = assess(pack, example["answers"], reviewed(example)).as_dict()

    assert {key: result[key] for key in expected} == expected
    assert result.keys() - expected.keys() <= {"gate", "shown_checks"}
    assert len(result["shown_checks"]) == expected["shown_checks_count"]
    assert included <= set(result["shown_checks"])
    assert excluded.isdisjoint(result["shown_checks"])


def test_there_are_six_examples_of_the_bundled_pack(pack, examples):
    assert [example["pack"] for example in examples.values()] == [pack.name] * 6
