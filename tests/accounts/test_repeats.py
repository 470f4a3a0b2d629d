"""An act under an Idempotency-Key happens once, however often and however fast it is asked for."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.test import APIClient, APIRequestFactory, force_authenticate

from accounts import jobs
from accounts.endpoints import Endpoint
from accounts.models import KeptAnswer, Membership
from accounts.scopes import Scope
from accounts.services import create_token, repeats
from applications.models import Application
from common.errors import DomainError
from events.models import Event
from tests import cases
from tests.applications.programs import REPLACE, address, problem, program
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = "/api/v1/applications/"
KEY = "8e03978e-40d5-43e8-bc93-6894a57f9324"


@pytest.fixture
def owner():
    return UserFactory()


@pytest.fixture
def organisation(owner):
    cases.publish_starter()
    return OrganisationFactory(owner=owner)


@pytest.fixture
def api(owner):
    return program(owner)


def begin(client, key=KEY, body=None):
    return client.post(LIST, body, format="json", headers={"Idempotency-Key": key})


def test_a_repeat_is_answered_as_before_and_does_nothing(api, organisation):
    first = begin(api)

    again = begin(api)

    assert (again.status_code, again.json()) == (201, first.json())
    assert (again["Location"], again["ETag"]) == (first["Location"], first["ETag"])
    assert (first.get("Idempotency-Replayed"), again["Idempotency-Replayed"]) == (None, "true")
    assert Application.objects.count() == 1


def test_without_a_key_every_request_is_an_act(api, organisation):
    api.post(LIST)
    api.post(LIST)

    assert Application.objects.count() == 2


def test_with_another_key_it_is_another_act(api, organisation):
    assert begin(api).json()["reference"] != begin(api, key="another").json()["reference"]


def test_a_key_with_and_without_quotes_is_the_same(api, organisation):
    assert begin(api, key=f'"{KEY}"').json() == begin(api, key=KEY).json()


@pytest.mark.parametrize("key", ["", " ", '""', "ü", "x" * 256, 'a"b', "a b"])
def test_a_key_that_is_none_is_refused(api, organisation, key):
    response = begin(api, key=key)

    assert problem(response)[:2] == (400, "parse_error")
    assert not Application.objects.exists()


def test_a_key_of_another_request_is_refused(api, organisation):
    begin(api)

    response = begin(api, body={"organisation": str(organisation.public_id)})

    assert problem(response)[:2] == (422, "key_of_another")
    assert Application.objects.count() == 1


def test_a_key_is_of_one_address_one_method_and_one_version(api, owner):
    draft = cases.draft(owner=owner)
    headers = {"Idempotency-Key": KEY, **REPLACE}
    body = {"answers": {"B1": "Another name"}}
    api.patch(address(draft), body, format="json", headers=headers)

    elsewhere = api.post(address(draft, "submit/"), headers=headers)
    on_a_version = api.patch(
        address(draft), body, format="json", headers={**headers, "If-Match": '"1"'}
    )

    assert problem(elsewhere)[:2] == problem(on_a_version)[:2] == (422, "key_of_another")


def test_how_a_body_is_written_makes_no_other_request(api, owner):
    draft = cases.draft(owner=owner)
    bodies = ['{"answers": {"B1": "x", "B2": "y"}}', '{ "answers":{"B2":"\\u0079","B1":"x"} }']

    first, again = (
        api.patch(
            address(draft),
            body,
            content_type="application/json",
            headers={"Idempotency-Key": KEY, **REPLACE},
        )
        for body in bodies
    )

    assert again["Idempotency-Replayed"] == "true"
    assert again.json() == first.json()


def test_two_people_may_use_the_same_key(api, organisation):
    colleague = MembershipFactory(organisation=organisation, role=Membership.Role.EDITOR).user

    assert begin(api).json()["reference"] != begin(program(colleague)).json()["reference"]


def test_a_second_token_of_the_same_person_repeats(api, owner, organisation):
    assert begin(program(owner)).json() == begin(api).json()


def test_a_session_repeats_as_a_token_does(owner, organisation):
    browser = APIClient()
    browser.force_login(owner)

    assert begin(browser).json() == begin(browser).json()
    assert Application.objects.count() == 1


def test_a_token_without_the_scope_gets_no_kept_answer(api, owner, organisation):
    begin(api)

    assert problem(begin(program(owner, scopes=[Scope.APPLICATIONS_READ])))[0] == 403


def test_a_refusal_is_repeated_too(api, owner):
    application = cases.submitted(owner=owner)
    save = {"format": "json", "headers": {"Idempotency-Key": KEY, **REPLACE}}

    first = api.patch(address(application), {"answers": {"B1": "x"}}, **save)
    again = api.patch(address(application), {"answers": {"B1": "x"}}, **save)

    assert problem(first)[:2] == problem(again)[:2] == (409, "not_editable")
    assert again["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize("field", [{}, {"If-Match": '"0"'}], ids=["428", "412"])
def test_a_save_on_no_version_may_name_the_right_one_under_its_key(api, owner, field):
    draft = cases.draft(owner=owner)
    key, body = {"Idempotency-Key": KEY}, {"answers": {"B1": "x"}}
    api.patch(address(draft), body, format="json", headers=key | field)

    response = api.patch(address(draft), body, format="json", headers=key | REPLACE)

    assert response.status_code == 200


def test_what_was_not_allowed_may_be_allowed_later(organisation):
    membership = MembershipFactory(organisation=organisation, role=Membership.Role.VIEWER)
    api = program(membership.user)
    assert begin(api).status_code == 403
    Membership.objects.filter(pk=membership.pk).update(role=Membership.Role.EDITOR)

    assert begin(api).status_code == 201


def test_nothing_is_kept_for_reading(api, owner):
    draft = cases.draft(owner=owner)

    api.get(address(draft), headers={"Idempotency-Key": KEY})

    assert not KeptAnswer.objects.exists()


def test_a_file_is_kept_once(api, owner):
    draft = cases.draft(owner=owner)
    before = draft.attachments.count()
    uploads = [
        api.post(
            address(draft, "files/"),
            {"question": "G2", "file": SimpleUploadedFile("a.pdf", content), "format": ""},
            headers={"Idempotency-Key": KEY},
        )
        for content in (b"%PDF-1.7 one", b"%PDF-1.7 one", b"%PDF-1.7 two")
    ]

    assert uploads[1].json() == uploads[0].json()
    assert problem(uploads[2])[:2] == (422, "key_of_another")
    assert draft.attachments.count() <= before + 1


def test_a_deletion_is_repeated_with_nothing_in_it(api, owner):
    draft = cases.draft("ex-04-cv-ranking", owner=owner)
    attachment = draft.attachments.present().first()
    path = address(draft, f"files/{attachment.pk}/")

    first = api.delete(path, headers={"Idempotency-Key": KEY})
    again = api.delete(path, headers={"Idempotency-Key": KEY})

    assert [(r.status_code, r.content) for r in (first, again)] == [(204, b"")] * 2
    assert again["Idempotency-Replayed"] == "true"


def test_a_kept_answer_is_sealed(api, owner, organisation):
    application = cases.submitted(owner=owner)
    path = address(application, "messages/")
    headers = {"Idempotency-Key": KEY}
    api.post(path, {"body": "a secret sentence"}, format="json", headers=headers)

    kept = KeptAnswer.objects.get()

    assert b"secret" not in bytes(kept.sealed_body)


def test_an_answer_whose_key_is_gone_is_not_invented(api, organisation, settings):
    begin(api)
    settings.ANSWER_KEYS = ["b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXItb3Q="]

    assert problem(begin(api))[:2] == (409, "answer_unreadable")
    assert Application.objects.count() == 1


def test_after_a_day_the_key_is_free(api, organisation):
    begin(api)
    KeptAnswer.objects.update(kept_at=timezone.now() - repeats.KEPT_FOR)

    begin(api)

    assert (Application.objects.count(), KeptAnswer.objects.count()) == (2, 1)


def test_the_clock_drops_what_is_older_than_a_day(api, organisation):
    begin(api, key="old")
    begin(api, key="young")
    yesterday = timezone.now() - timedelta(hours=25)
    KeptAnswer.objects.filter(key="old").update(kept_at=yesterday)

    assert jobs.forget_answers() == 1
    assert [kept.key for kept in KeptAnswer.objects.all()] == ["young"]


class Halfway(DomainError):
    """It was refused when half of it was done."""


class Stumbling(Endpoint):
    """Writes, and then fails in the way that is asked for."""

    permission_classes = ()

    def post(self, request):
        OrganisationFactory(name="Half done")
        if request.data["fails"] == "refused":
            raise Halfway
        if request.data["fails"] == "fault":
            raise RuntimeError
        return Response({}, 503)


def stumble(person, how):
    request = APIRequestFactory().post(
        "/api/v1/x", {"fails": how}, format="json", headers={"Idempotency-Key": KEY}
    )
    force_authenticate(request, person)
    return Stumbling.as_view()(request)


def test_a_refusal_undoes_what_was_done_before_it(owner):
    response = stumble(owner, "refused")

    assert response.status_code == 409
    assert not owner.memberships.model.objects.filter(organisation__name="Half done").exists()
    assert KeptAnswer.objects.get().status == 409


def test_a_fault_keeps_nothing(owner):
    with pytest.raises(RuntimeError):
        stumble(owner, "fault")

    assert stumble(owner, "busy").status_code == 503
    assert not KeptAnswer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_repeats_at_the_same_moment_make_one_act():
    cases.publish_starter()
    owner = UserFactory()
    OrganisationFactory(owner=owner)
    _, secret = create_token(
        owner, name="t", scopes=[Scope.APPLICATIONS_WRITE], lifetime=timedelta(days=1)
    )
    start = threading.Barrier(6)

    def ask(_):
        try:
            start.wait(timeout=30)
            client = Client(headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": KEY})
            response = client.post(LIST, "{}", content_type="application/json")
            return response.status_code, response.json().get("reference")
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(ask, range(6)))

    reference = Application.objects.get().reference
    assert (201, reference) in answers
    assert set(answers) <= {(201, reference), (409, None)}
    assert Event.objects.filter(kind="application.created").count() == 1


class Slow(Endpoint):
    """Is under way until it is told to end."""

    permission_classes = ()
    began, may_end = threading.Event(), threading.Event()

    def post(self, request):
        self.began.set()
        self.may_end.wait(timeout=30)
        return Response({"done": True})


@pytest.mark.django_db(transaction=True)
def test_a_repeat_while_the_first_is_under_way_is_told_so():
    owner = UserFactory()

    def ask():
        request = APIRequestFactory().post("/api/v1/x", headers={"Idempotency-Key": KEY})
        force_authenticate(request, owner)
        return Slow.as_view()(request)

    def ask_and_close():
        try:
            return ask()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(ask_and_close)
        assert Slow.began.wait(timeout=30)
        meanwhile = ask()
        Slow.may_end.set()

        assert first.result().data == {"done": True}

    assert (meanwhile.status_code, meanwhile.data["type"]) == (
        409,
        "urn:gatehouse:problem:still_under_way",
    )
    assert ask()["Idempotency-Replayed"] == "true"
