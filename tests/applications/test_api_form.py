"""Programs read the form as JSON Schema: the one in force, or that of an application."""

import pytest
from jsonschema import Draft202012Validator

from accounts.scopes import Scope
from guidelines import loading
from guidelines import services as guidelines
from tests import cases
from tests.applications.programs import address, errors, problem, program
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
FORM = "/api/v1/form"


@pytest.fixture
def owner():
    return UserFactory()


@pytest.fixture
def api(owner):
    cases.publish_starter()
    return program(owner)


def test_the_form_in_force_is_read(api):
    response = api.get(FORM)

    Draft202012Validator.check_schema(response.json())
    assert response["Content-Type"] == "application/schema+json"
    assert response["Cache-Control"] == "private, max-age=300"
    assert response.json()["$id"] == "urn:gatehouse:form:starter@1.1.0"


def test_a_version_is_read_by_its_name(api):
    named = api.get(FORM, {"pack": "starter@1.1.0"})

    assert named.json() == api.get(FORM).json()


@pytest.mark.parametrize("name", ["starter@9.0.0", "x", "\x00", "☃", "@"])
def test_a_pack_that_there_is_not_is_named(api, name):
    response = api.get(FORM, {"pack": name})

    assert problem(response)[:2] == (400, "parameters_refused")
    assert list(errors(response)) == ["?pack"]


def test_what_is_known_is_not_sent_again(api):
    etag = api.get(FORM)["ETag"]

    again = api.get(FORM, headers={"If-None-Match": etag})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)


def test_an_application_keeps_the_form_to_which_it_is_pinned(api, owner):
    application = cases.submitted(owner=owner)
    content = loading.read_folder(loading.STARTER)
    guidelines.publish_pack(content | {"pack": content["pack"] | {"version": "1.2.0"}})

    form = api.get(address(application, "form/"))

    assert form.json()["$id"] == "urn:gatehouse:form:starter@1.1.0"
    assert api.get(FORM).json()["$id"] == "urn:gatehouse:form:starter@1.2.0"
    assert Draft202012Validator(form.json()).is_valid(
        api.get(address(application)).json()["answers"]
    )


@pytest.mark.parametrize("accepted", ["application/json", "application/*"])
def test_it_is_plain_json_to_those_who_ask_for_that(api, accepted):
    assert api.get(FORM, headers={"Accept": accepted}).json()["$id"]


def test_strangers_and_other_scopes_read_no_form_of_an_application(api, owner):
    application = cases.draft(owner=owner)

    assert problem(program(UserFactory()).get(address(application, "form/")))[0] == 404
    assert problem(program(owner, scopes=[Scope.PRECHECK]).get(FORM))[0] == 403


def test_before_anything_is_published_there_is_no_form(owner):
    assert problem(program(owner).get(FORM))[:2] == (409, "nothing_published")
