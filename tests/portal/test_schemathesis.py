"""Does the API keep to its own description, whatever is sent? Schemathesis asks."""

import os
from contextlib import suppress

import pytest
import schemathesis
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import load_all_checks

from tests.portal import contract

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EXAMPLES = int(os.environ.get("CONTRACT_EXAMPLES", "8"))  # ask for hundreds by hand
MODES = list(schemathesis.GenerationMode)
CALLERS = ("applicant", "reviewer", "nobody", "key")

load_all_checks()
DESCRIPTION = SchemaGenerator().get_schema(request=None, public=True)
CONFIG = schemathesis.Config.from_dict(
    {
        "checks": {
            # What fits the description may still be refused: the state may not allow it.
            "positive_data_acceptance": {"enabled": False},
            "missing_required_header": {"expected-statuses": [400, 401, 403, 404, 422, 428]},
        }
    }
)
API = schemathesis.openapi.from_dict(DESCRIPTION, config=CONFIG)
API.app = contract.application
OPERATIONS = [found.ok() for found in API.get_all_operations()]
FEW = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.label)
def test_an_operation_answers_as_it_is_described(operation, world):
    places = world.leading({parameter.name for parameter in operation.path_parameters})

    for caller in CALLERS:
        ask_on_the_edges(operation, world.headers[caller], places)
        for mode in MODES:
            ask_anything(operation, mode, world.headers[caller], places)


def ask_on_the_edges(operation, headers, places):
    """Boundaries, missing parts, other methods: always the same requests."""
    config = API.config.generation_for(operation=operation)
    for number, case in enumerate(
        API.iter_coverage_cases(operation, generation_modes=MODES, generation_config=config)
    ):
        if places and number % 2:
            case.path_parameters = dict(places[number // 2 % len(places)])
        case.call_and_validate(headers=headers)


def ask_anything(operation, mode, headers, places):
    """Data that fits the description, or does not; half of it sent to where there is something."""
    anywhere = operation.as_strategy(mode)
    there = st.sampled_from(places or [{}]).flatmap(
        lambda place: operation.as_strategy(mode, path_parameters=place or None)
    )

    @FEW
    @given(there | anywhere)
    def answers_as_described(case):
        case.call_and_validate(headers=headers)

    with suppress(Unsatisfiable):  # where nothing is sent, nothing can be sent wrongly
        answers_as_described()
