"""Whatever a program sends, it is told in a sentence what is wrong; nothing breaks."""

import pytest

from applications.services import drafts
from tests import cases
from tests.applications.programs import REPLACE, address, program
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
DEEP = 600
HOSTILE = [
    "1e400",
    "-1e400",
    "1" * 5000,
    '"\\ud800"',
    '"a\\u0000b"',
    '{"\\u0000": 1}',
    '{"\\ud800": 1}',
    "[" * DEEP + "]" * DEEP,
    '{"a":' * DEEP + "1" + "}" * DEEP,
    "[" * 20_000 + "]" * 20_000,
    '["x", {"y": [null, true, 1.5e300]}]',
    '"' + "x" * 300_000 + '"',
    '{"__class__": "x", "": ""}',
]


@pytest.fixture
def owner():
    return UserFactory()


@pytest.mark.parametrize("question", ["B1", "B6", "nonsense", "\\u0000", "x" * 5000])
def test_an_answer_of_any_shape_is_kept_or_refused(owner, question):
    draft = cases.draft(owner=owner)
    api = program(owner)

    for value in HOSTILE:
        body = f'{{"answers": {{"{question}": {value}}}}}'
        response = api.patch(address(draft), body, content_type="application/json", headers=REPLACE)

        assert response.status_code in {200, 400, 422}, value[:50]
        assert api.get(address(draft)).status_code == 200, value[:50]
        assert api.get(address(draft, "check/")).status_code == 200, value[:50]


@pytest.mark.parametrize(
    "body",
    [
        '{{"answers": {{"B1": {0}}}}}',
        '{{"answers": {0}}}',
        "{0}",
        '{{"answers": {{}}, "pack": {0}}}',
    ],
)
def test_anything_can_be_prechecked(owner, body):
    cases.draft(owner=owner)
    api = program(owner, scopes=["precheck"])

    for value in HOSTILE:
        response = api.post("/api/v1/precheck", body.format(value), content_type="application/json")

        assert response.status_code in {200, 400, 422}, value[:50]


@pytest.mark.parametrize("act", ["messages/", "submit/", "withdraw/"])
def test_anything_can_be_posted_to_the_acts(owner, act):
    draft = cases.draft(owner=owner)
    api = program(owner)

    for value in HOSTILE:
        body = f'{{"body": {value}}}'
        response = api.post(address(draft, act), body, content_type="application/json")

        assert response.status_code in {200, 400, 409, 422}, value[:50]


@pytest.mark.parametrize("reference", ["%00", "%ff", "GA-%F0%9F%94%91", "x" * 3000, "..%2f..", "'"])
def test_any_reference_is_looked_up(owner, reference):
    response = program(owner).get(f"/api/v1/applications/{reference}/")

    assert response.status_code == 404


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "1"])
def test_any_number_is_looked_up(owner, number):
    cases.publish_starter()
    draft = drafts.create(OrganisationFactory(owner=owner), by=owner)  # without a file
    api = program(owner)

    codes = {
        api.delete(address(draft, f"files/{number}/")).status_code,
        api.post(address(draft, f"requests/{number}/reply/"), {"text": "x"}).status_code,
    }

    assert codes == {404}
