"""Programs say which version they read: If-Match, If-None-Match, and patches that merge."""

import pytest

from accounts.models import Membership
from tests import cases
from tests.applications.programs import REPLACE, address, errors, problem, program
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
ONE = "answers/B1/"


@pytest.fixture
def owner():
    return UserFactory()


@pytest.fixture
def api(owner):
    return program(owner)


@pytest.fixture
def draft(owner):
    return cases.draft(owner=owner)


def save(api, application, answers=None, *, if_match="*"):
    body = {"answers": answers or {"B1": "Another name"}}
    headers = {"If-Match": if_match}
    return api.patch(address(application), body, format="json", headers=headers)


def put(api, application, value, **headers):
    body = {"value": value}
    return api.put(address(application, ONE), body, format="json", headers=REPLACE | headers)


def patch(api, application, answers):
    return api.generic(
        "PATCH",
        address(application),
        answers,
        content_type="application/merge-patch+json",
        headers=REPLACE,
    )


def title(application):
    application.refresh_from_db()
    return application.title


def test_a_save_on_the_version_that_was_read_is_kept(api, draft):
    etag = api.get(address(draft))["ETag"]

    assert save(api, draft, if_match=etag).status_code == 200
    assert title(draft) == "Another name"


@pytest.mark.parametrize(
    "form", ["*", '"{v}"', '"{v}-anything"', '"{v}-0123456789abcdef-gzip"', '"1", "{v}-x" , W/"3"']
)
def test_a_tag_matches_by_its_version(api, draft, form):
    assert save(api, draft, if_match=form.format(v=draft.version)).status_code == 200


@pytest.mark.parametrize(
    "form", ['"1"', "nonsense", "", '""', '"²"', 'W/"{v}"', "{v}", '"{v}x"', '"1", "2-x"', '"0{v}']
)
def test_a_save_on_another_version_is_refused_and_told_the_present_one(api, draft, form):
    before = title(draft)

    response = save(api, draft, if_match=form.format(v=draft.version))

    assert problem(response)[:2] == (412, "version_passed")
    assert response.json()["version"] == draft.version
    assert title(draft) == before


def test_a_save_on_an_earlier_version_is_told_how_things_stand_now(api, draft):
    whole, one = api.get(address(draft))["ETag"], api.get(address(draft, ONE))["ETag"]
    save(api, draft, {"B1": "Theirs"})

    refused = [
        save(api, draft, {"B1": "Mine"}, if_match=whole),
        put(api, draft, "Mine", **{"If-Match": one}),
        api.delete(address(draft, ONE), headers={"If-Match": one}),
        api.post(address(draft, "submit/"), headers={"If-Match": whole}),
    ]

    assert {problem(each)[:2] for each in refused} == {(412, "version_passed")}
    now = api.get(address(draft))
    for each in (refused[0], refused[3]):
        assert each.json()["current"] == now.json()
        assert each.json()["etag"] == now["ETag"]
    assert [each.json()["current"]["value"] for each in refused[1:3]] == ["Theirs"] * 2
    assert save(api, draft, {"B1": "Mine"}, if_match=refused[1].json()["etag"]).status_code == 200


def test_the_second_of_two_saves_on_one_version_is_refused(api, draft):
    etag = api.get(address(draft))["ETag"]

    first, second = save(api, draft, if_match=etag), save(api, draft, if_match=etag)

    assert (first.status_code, second.status_code) == (200, 412)
    assert save(api, draft, if_match=first["ETag"]).status_code == 200


def test_without_a_version_nothing_is_overwritten_and_it_is_said_how_to_name_one(api, draft):
    before = title(draft)

    refused = [
        api.patch(address(draft), {"answers": {"B1": "N"}}, format="json"),
        api.put(address(draft, ONE), {"value": "N"}, format="json"),
        api.delete(address(draft, ONE)),
    ]

    assert {problem(each)[:2] for each in refused} == {(428, "version_needed")}
    assert "the ETag" in problem(refused[0])[2]
    assert title(draft) == before


def test_only_the_answers_that_were_read_are_submitted(api, draft):
    etag = api.get(address(draft))["ETag"]
    save(api, draft)

    refused = api.post(address(draft, "submit/"), headers={"If-Match": etag})
    now = api.get(address(draft))["ETag"]
    submitted = api.post(address(draft, "submit/"), headers={"If-Match": now})

    assert problem(refused)[:2] == (412, "version_passed")
    assert submitted.json()["status"] == "submitted"


@pytest.mark.parametrize("form", ["{etag}", "W/{etag}", '"x", {etag}', "*"])
@pytest.mark.parametrize("act", ["", ONE])
def test_what_a_program_has_is_not_sent_again(api, draft, form, act):
    etag = api.get(address(draft, act))["ETag"]

    response = api.get(address(draft, act), headers={"If-None-Match": form.format(etag=etag)})

    assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)


def test_what_changed_beside_the_answers_is_sent_again(api, draft):
    etag = api.get(address(draft))["ETag"]
    api.post(address(draft, "submit/"))

    response = api.get(address(draft), headers={"If-None-Match": etag})

    assert (response.status_code, response.json()["status"]) == (200, "submitted")


def test_a_patch_merges_maps_and_takes_out_what_is_null(api, draft, owner):
    pack_map = next(q for q, v in draft.given_answers().items() if isinstance(v, dict))
    rows = draft.given_answers()[pack_map]
    first, second, *_ = rows

    response = patch(
        api, draft, f'{{"answers": {{"B1": null, "{pack_map}": {{"{first}": null}}}}}}'
    )

    answers = response.json()["answers"]
    assert "B1" not in answers
    assert answers[pack_map] == {name: rows[name] for name in rows if name != first}
    assert second in answers[pack_map]


def test_as_json_a_map_is_replaced(api, draft):
    pack_map = next(q for q, v in draft.given_answers().items() if isinstance(v, dict))

    assert save(api, draft, {pack_map: {}}).json()["answers"][pack_map] == {}


def test_one_answer_is_read_saved_and_cleared(api, draft):
    read = api.get(address(draft, ONE))
    saved = put(api, draft, "N", **{"If-Match": read["ETag"]})
    cleared = api.delete(address(draft, ONE), headers=REPLACE)

    name = cases.example(cases.LOW)["answers"]["B1"]
    assert (read.json()["value"], read.json()["detail"]) == (name, "")
    assert (saved.json()["value"], saved.json()["version"]) == ("N", read.json()["version"] + 1)
    assert (cleared.json()["value"], title(draft)) == (None, "")


def test_an_answer_that_is_not_right_is_kept_and_said_to_be(api, draft):
    response = put(api, draft, 7)

    assert (response.status_code, response.json()["value"]) == (200, 7)
    assert "must be text" in response.json()["detail"]


def test_an_answer_that_cannot_be_kept_is_refused(api, draft):
    response = put(api, draft, "a\0b")

    assert problem(response)[:2] == (422, "answer_refused")
    assert list(errors(response)) == ["#/value"]


def test_a_body_without_a_value_is_refused(api, draft):
    assert problem(api.put(address(draft, ONE), {}, format="json"))[:2] == (422, "invalid")


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_a_question_that_the_form_lacks_is_not_there(api, draft, method):
    response = getattr(api, method)(
        address(draft, "answers/Z9/"),
        {"value": 1} if method == "put" else None,
        format="json",
        headers={} if method == "get" else REPLACE,
    )

    assert problem(response)[:2] == (404, "not_found")


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_to_strangers_there_is_no_answer(draft, method):
    assert problem(getattr(program(UserFactory()), method)(address(draft, ONE)))[0] == 404


def test_a_viewer_saves_no_answer(draft):
    viewer = MembershipFactory(organisation=draft.organisation, role=Membership.Role.VIEWER).user

    response = put(program(viewer), draft, "N")

    assert problem(response)[:2] == (403, "not_an_editor")


def test_answers_that_are_with_the_reviewers_are_not_saved_one_by_one(api, owner):
    application = cases.submitted(owner=owner)

    response = put(api, application, "N")

    assert problem(response)[:2] == (409, "not_editable")
