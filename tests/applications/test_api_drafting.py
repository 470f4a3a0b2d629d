"""Can programs choose between versions, share sections out, delete drafts and restore them?"""

import uuid

import pytest

from accounts.scopes import Scope
from applications import queries
from applications.fingerprints import fingerprint
from applications.models import Application
from applications.services import drafts, editing
from applications.services.editing import PageInput
from tests.applications.programs import address, problem, program
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(owner):
    return program(owner)


@pytest.fixture
def variant(draft, owner):
    """“Theirs” stands; “Mine” was saved later, unseen."""
    question = queries.pack_of(draft).question("A1")
    seen = fingerprint(question, draft.given_answers()["A1"])
    drafts.save_answers(draft, {"A1": "Theirs"}, by=owner)
    editing.save_page(draft, PageInput({"A1": "Mine"}, {"A1": seen}), by=owner)
    return draft.variants.get()


def choice(version, keep):
    return {"keep": keep, **{n: version[n] for n in ("answer_fingerprint", "fingerprint")}}


@pytest.mark.parametrize(("keep", "stands"), [("answer", "Theirs"), ("variant", "Mine")])
def test_a_program_reads_both_versions_and_chooses(api, draft, owner, variant, keep, stands):
    version = api.get(address(draft, "versions/")).json()[0]

    url = address(draft, f"versions/{version['id']}/choose/")
    response = api.post(url, choice(version, keep), format="json")
    again = api.post(url, choice(version, keep), format="json")

    assert (version["answer"], version["value"]) == ("Theirs", "Mine")
    assert version["saved_by"] == str(owner)
    assert response.status_code == 200
    assert response.json()["answers"]["A1"] == stands
    assert problem(again)[:2] == (409, "already_chosen")


def test_a_choice_over_a_changed_answer_is_refused(api, draft, owner, variant):
    version = api.get(address(draft, "versions/")).json()[0]
    drafts.save_answers(draft, {"A1": "Once more"}, by=owner)

    url = address(draft, f"versions/{version['id']}/choose/")
    response = api.post(url, choice(version, "variant"), format="json")

    assert problem(response)[:2] == (409, "changed_again")


def test_a_colleague_is_put_on_a_section_and_taken_off(api, draft, organisation):
    colleague = MembershipFactory(organisation=organisation).user
    url, person = address(draft, "assignments/"), str(colleague.public_id)

    put = api.post(url, {"section": "B", "person": person}, format="json")
    listed = api.get(url)
    off = api.post(url, {"section": "B", "person": None}, format="json")

    assert put.status_code == 200
    assert [(each["section"], each["person"]) for each in listed.json()] == [("B", person)]
    assert listed.json()[0]["name"] == str(colleague)
    assert off.json() == []


def test_strangers_and_unknown_sections_are_refused(api, draft, owner):
    url = address(draft, "assignments/")

    nobody = api.post(url, {"section": "B", "person": str(uuid.uuid4())}, format="json")
    own = {"section": "Z", "person": str(owner.public_id)}
    nowhere = api.post(url, own, format="json")

    assert nobody.status_code == 404
    assert problem(nowhere)[:2] == (409, "no_section")


def test_an_owner_deletes_finds_and_restores(api, draft):
    deleted = api.post(address(draft, "delete/"))
    listed = api.get("/api/v1/applications/deleted/").json()["results"]
    gone = api.get(address(draft))
    restored = api.post(address(draft, "restore/"))

    assert (deleted.status_code, gone.status_code) == (204, 404)
    assert [each["reference"] for each in listed] == [draft.reference]
    assert restored.json()["reference"] == draft.reference
    assert Application.objects.present().get() == draft


def test_an_editor_deletes_and_restores_nothing(draft, organisation, api):
    editor = program(MembershipFactory(organisation=organisation).user)

    refused = editor.post(address(draft, "delete/"))
    api.post(address(draft, "delete/"))

    assert problem(refused)[:2] == (403, "not_an_owner")
    assert editor.post(address(draft, "restore/")).status_code == 404
    assert editor.get("/api/v1/applications/deleted/").json()["results"] == []


@pytest.mark.parametrize("act", ["delete/", "restore/", "assignments/", "versions/1/choose/"])
def test_acts_need_the_scope_and_a_part_in_the_organisation(draft, owner, stranger, act):
    reading = program(owner, scopes=(Scope.APPLICATIONS_READ,))

    assert reading.post(address(draft, act), {}, format="json").status_code == 403
    assert program(stranger).post(address(draft, act), {}, format="json").status_code == 404


@pytest.mark.parametrize("act", ["assignments/", "versions/1/choose/"])
def test_viewers_change_nothing(draft, viewer, variant, owner, act):
    version = {"keep": "answer", "answer_fingerprint": "0" * 16, "fingerprint": "0" * 16}
    body = {"section": "B", "person": str(owner.public_id), **version}
    url = address(draft, act.replace("/1/", f"/{variant.pk}/"))

    response = program(viewer).post(url, body, format="json")

    assert problem(response)[:2] == (403, "not_an_editor")
