"""Do the conditions of an approval read as words?"""

import pytest

from applications.outcome_words import conditions
from guidelines import loading


@pytest.fixture(scope="module")
def pack():
    return loading.load(loading.read_folder(loading.STARTER))


@pytest.mark.parametrize(
    ("condition", "params", "expected"),
    [
        (
            "CO-RATE",
            {"rpm": 1200, "scope": "end_user"},
            (("Requests per minute", "1,200"), ("Counted for each", "end user")),
        ),
        (
            "CO-SPEND",
            {"currency": "EUR", "month": 99.5, "hard": True},
            (("Currency", "EUR"), ("Amount per month", "99.5"), ("Stop calls at the cap", "Yes")),
        ),
        ("CO-SPEND", {"currency": "", "hard": False}, (("Stop calls at the cap", "No"),)),
    ],
)
def test_the_fields_of_a_condition_have_labels_and_words(pack, condition, params, expected):
    (words,) = conditions(pack, [{"id": condition, "params": params}])

    assert words.fields == expected
    assert words.enforced == "Held on every call"


def test_a_list_and_a_map_are_told_in_one_line(pack):
    by_type = {param.type: (each, param) for each in pack.conditions for param in each.params}
    given = {"list": ["scope_change", "incident"], "map": {"age": "16", "region": "EU"}}

    told = {}
    for kind in given.keys() & by_type.keys():
        condition, param = by_type[kind]
        (words,) = conditions(pack, [{"id": condition.id, "params": {param.name: given[kind]}}])
        told[kind] = words.fields[0][1]

    assert told == {"list": "scope change, incident", "map": "age: 16; region: EU"}
