"""What programs do after the decision: each act works, in its state, for its people, once."""

import pytest

from accounts.models import Membership
from accounts.scopes import Scope
from applications import appealing
from applications.models import Appeal, Application, Approval
from applications.services import appeals
from applications.states import ApprovalStatus, Kind, Status
from tests import cases
from tests.applications.programs import address, problem, program
from tests.factories import MembershipFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db
WHY = {"statement": "Look again."}


@pytest.fixture
def owner():
    return UserFactory()


@pytest.fixture
def api(owner):
    return program(owner)


@pytest.fixture
def approved(owner):
    return cases.approved(by=ReviewerFactory(), owner=owner)


@pytest.fixture
def declined(owner):
    return cases.declined(by=ReviewerFactory(), owner=owner)


def of(approval, act=""):
    return f"/api/v1/approvals/{approval.public_id}/{act}"


def viewer_of(application):
    membership = MembershipFactory(
        organisation=application.organisation, role=Membership.Role.VIEWER
    )
    return program(membership.user)


# --- the decision ---------------------------------------------------------------------------------
def test_the_decision_says_what_was_not_met_and_until_when_one_may_appeal(api, declined):
    shown = api.get(address(declined, "decision/")).json()

    assert (shown["outcome"], shown["note"]) == ("decline", "Not so.")
    assert [clause["reference"] for clause in shown["clauses"]] == ["GP-11@1.0.0"]
    assert shown["appeal_until"] == appealing.last_day(declined).isoformat()


def test_there_is_no_decision_before_the_review_has_ended(api, owner):
    application = cases.submitted(cases.HIGH, owner=owner)
    cases.approve(application, cases.HIGH, by=ReviewerFactory(), tier="high")

    assert api.get(address(application, "decision/")).status_code == 404


# --- amending and certifying anew -----------------------------------------------------------------
def test_an_amendment_is_begun_once_and_its_check_says_what_becomes_of_it(api, approved):
    begun = api.post(address(approved, "amend/"))
    again = api.post(address(approved, "amend/"))

    draft = Application.objects.get(concerns=approved)
    assert begun.status_code == 201
    assert begun["Location"] == f"/api/v1/applications/{draft.reference}/"
    assert (begun.json()["kind"], begun.json()["concerns"]) == ("amendment", approved.reference)
    assert problem(again)[:2] == (409, "one_is_open")
    check = api.get(address(draft, "check/")).json()["amendment"]
    assert check == {"is_recorded": True, "grounds": [], "changed": []}


def test_the_check_of_an_amendment_names_the_grounds(api, approved):
    draft = cases.follow_up(approved, B2="Nurses use it in hospitals, for diagnoses.")

    check = api.get(address(draft, "check/")).json()["amendment"]

    (changed,) = check["changed"]
    assert check["is_recorded"] is False
    assert "answer" in check["grounds"]
    assert (changed["question"], changed["needs_review"]) == ("B2", True)


def test_what_is_no_amendment_says_nothing_of_one(api, owner):
    draft = cases.draft(owner=owner)

    assert api.get(address(draft, "check/")).json()["amendment"] is None


def test_a_recertification_is_begun_near_the_end_and_not_before(api, approved, time_machine, owner):
    early = api.post(address(approved, "recertify/"))
    time_machine.move_to(approved.approvals.get().valid_until)

    begun = program(owner).post(address(approved, "recertify/"))

    assert problem(early)[:2] == (409, "not_recertifiable")
    assert begun.status_code == 201
    assert Application.objects.get(concerns=approved).kind == Kind.RECERTIFICATION


@pytest.mark.parametrize("act", ["amend/", "recertify/"])
def test_only_what_was_approved_is_followed(api, declined, act):
    assert problem(api.post(address(declined, act)))[:2] == (409, "not_followable")


# --- appeals --------------------------------------------------------------------------------------
def test_an_appeal_is_filed_once_read_and_taken_back(api, declined):
    none = api.get(address(declined, "appeal/"))
    filed = api.post(address(declined, "appeal/"), WHY, format="json")
    again = api.post(address(declined, "appeal/"), WHY, format="json")
    read = api.get(address(declined, "appeal/")).json()
    taken_back = api.post(address(declined, "appeal/withdraw/"))
    twice = api.post(address(declined, "appeal/withdraw/"))

    assert (none.status_code, filed.status_code) == (404, 201)
    assert problem(again)[:2] == (409, "appealed_already")
    assert (read["statement"], read["outcome"]) == ("Look again.", "")
    assert taken_back.json()["outcome"] == "withdrawn"
    assert problem(twice)[:2] == (409, "wrong_state")
    assert Application.objects.get(pk=declined.pk).status == Status.DECLINED


def test_the_same_appeal_under_one_key_is_filed_once(api, declined):
    headers = {"Idempotency-Key": "appeal-1"}

    first = api.post(address(declined, "appeal/"), WHY, format="json", headers=headers)
    second = api.post(address(declined, "appeal/"), WHY, format="json", headers=headers)

    assert (first.status_code, second.status_code) == (201, 201)
    assert second["Idempotency-Replayed"] == "true"
    assert Appeal.objects.count() == 1


@pytest.mark.parametrize("statement", ["", "x" * 10_001])
def test_an_appeal_says_why(api, declined, statement):
    answer = api.post(address(declined, "appeal/"), {"statement": statement}, format="json")

    assert problem(answer)[:2] == (422, "invalid")
    assert not Appeal.objects.exists()


# --- approvals ------------------------------------------------------------------------------------
def test_approvals_are_listed_and_narrowed(api, approved):
    approval = approved.approvals.get()

    listed = api.get("/api/v1/approvals/", {"status": "active"}).json()["results"]
    none = api.get("/api/v1/approvals/", {"status": "revoked"}).json()["results"]

    assert [(one["id"], one["application"]) for one in listed] == [
        (str(approval.public_id), approved.reference)
    ]
    assert none == []
    assert api.get("/api/v1/approvals/", {"state": "active"}).status_code == 400


def test_an_approval_has_its_conditions_and_dates(api, owner):
    application = cases.submitted(cases.HIGH, owner=owner)
    for reviewer in ReviewerFactory.create_batch(2):
        cases.approve(application, cases.HIGH, by=reviewer, tier="high")
    approval = application.approvals.get()

    shown = api.get(of(approval)).json()

    due = [one["due"] for one in shown["conditions"] if one["due"]]
    assert shown["conditions"][0]["due"] == "2027-06-30"
    assert due == sorted(due)
    assert {one["id"] for one in shown["conditions"]} == {one["id"] for one in approval.conditions}
    assert shown["actions"] == ["amend", "relinquish"]
    assert shown["recertify_from"] < shown["valid_until"]


def test_an_approval_is_given_up_once_and_then_nothing_follows(api, approved):
    approval = approved.approvals.get()

    first = api.post(of(approval, "relinquish/")).json()
    second = api.post(of(approval, "relinquish/"))

    assert (first["status"], first["actions"]) == ("revoked", [])
    assert problem(second)[:2] == (409, "wrong_state")


def test_a_replaced_approval_names_its_successor_and_allows_nothing(api, approved):
    old = approved.approvals.get()
    amendment = cases.follow_up(approved, B2="Nurses use it.")
    program(approved.created_by).post(address(amendment, "submit/"), headers={"If-Match": "*"})
    amendment.refresh_from_db()
    cases.approve(amendment, by=ReviewerFactory())

    shown = api.get(of(old)).json()

    assert (shown["status"], shown["actions"]) == ("superseded", [])
    assert shown["successor"] == str(amendment.approvals.get().public_id)


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_list_costs_a_constant_number_of_queries(
    api, owner, item_count, django_assert_num_queries
):
    for _ in range(item_count):
        cases.approved(by=ReviewerFactory(), owner=owner)
    api.get("/api/v1/approvals/")

    with django_assert_num_queries(3):  # token, person, approvals
        found = api.get("/api/v1/approvals/").json()["results"]

    assert len(found) == item_count


# --- who may not ----------------------------------------------------------------------------------
ACTS = ["amend/", "recertify/", "appeal/"]


@pytest.mark.parametrize("act", ACTS)
def test_strangers_find_nothing_and_viewers_may_not(approved, declined, act):
    application = declined if act == "appeal/" else approved
    stranger, viewer = program(UserFactory()), viewer_of(application)

    assert stranger.post(address(application, act), WHY, format="json").status_code == 404
    assert problem(viewer.post(address(application, act), WHY, format="json"))[:2] == (
        403,
        "not_an_editor",
    )
    assert Application.objects.filter(concerns=application).count() == 0
    assert not Appeal.objects.exists()


def test_the_approval_of_others_is_not_there_and_viewers_do_not_give_it_up(approved):
    approval = approved.approvals.get()
    stranger = program(UserFactory())

    assert stranger.get("/api/v1/approvals/").json()["results"] == []
    assert stranger.get(of(approval)).status_code == 404
    assert stranger.post(of(approval, "relinquish/")).status_code == 404
    assert viewer_of(approved).post(of(approval, "relinquish/")).status_code == 403
    assert Approval.objects.get().status == ApprovalStatus.ACTIVE


def test_a_token_that_only_reads_does_none_of_it(owner, approved, declined):
    reading = program(owner, (Scope.APPLICATIONS_READ,))
    appeals.file(declined, "Look again.", by=owner)

    refused = [
        reading.post(address(approved, "amend/")),
        reading.post(address(declined, "appeal/withdraw/")),
        reading.post(of(approved.approvals.get(), "relinquish/")),
    ]

    assert [answer.status_code for answer in refused] == [403, 403, 403]
    assert reading.get(address(declined, "appeal/")).status_code == 200
    assert reading.get(of(approved.approvals.get())).status_code == 200
