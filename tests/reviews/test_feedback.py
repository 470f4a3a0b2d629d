"""Does an export hold what can be learnt, and nobody's name, address or sealed answer?"""

import io
import json
from pathlib import Path

import jsonschema
import pytest
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts import services as accounts
from accounts.models import Organisation
from reviews import feedback, masking
from tests import cases
from tests.factories import MembershipFactory, PolicyOwnerFactory, ReviewerFactory, UserFactory

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/feedback.schema.json").read_text())


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Write to ann.lee+x@example.co.uk.", "Write to [e-mail]."),
        ("See https://ann:secret@example.org/x?y now", "See [address] now"),
        ("IBAN DE89 3704 0044 0532 0130 00.", "IBAN [IBAN]."),
        ("Call +49 30 1234567 or (030) 123 45 67!", "Call [telephone] or [telephone]!"),
        ("Ann Lee and LEE decide; Leeds stays.", "[name] and [name] decide; Leeds stays."),
        ("GP-07@1.0.0, 2026-11-24, 12,000 cases", "GP-07@1.0.0, 2026-11-24, 12,000 cases"),
        ("See https://example.org/a", "See https://example.org/a"),
    ],
)
def test_what_points_to_a_person_is_masked(text, masked):
    assert masking.mask(["Ann Lee", "Jo"])(text) == masked


@given(st.text(max_size=200), st.emails())
def test_no_address_survives_in_any_text(text, email):
    assert email not in masking.mask([])(f"{text} {email} {text}")


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_the_shape_of_a_value_stays(value):
    assert masking.masked_all(value, str) == value


pages = pytest.mark.django_db


def decided(**answers):
    application = cases.draft()
    application.answers = {**application.answers, **answers}
    application.save(update_fields=["answers"])
    cases.submissions.submit(application, by=application.created_by)
    cases.approve(application, by=ReviewerFactory(name="Rita Reviewer"))
    return application


def agree(application):
    accounts.describe(
        application.organisation,
        name=application.organisation.name,
        website="",
        by=application.created_by,
        allows_learning=True,
    )


@pages
def test_every_line_keeps_to_the_schema():
    agree(decided())
    cases.declined(by=ReviewerFactory())
    out = io.StringIO()

    call_command("export_feedback", stdout=out)

    lines = out.getvalue().splitlines()
    assert len(lines) == 2
    for line in lines:
        jsonschema.validate(json.loads(line), SCHEMA)


@pages
def test_without_consent_no_words_leave():
    application = decided(B2="Our very own words.")

    record = next(feedback.records())

    assert record["consent"] is False
    assert "very own words" not in json.dumps(record)
    assert application.title not in json.dumps(record)
    assert record["decisions"][0]["checks"]


@pages
def test_with_consent_the_answers_leave_masked():
    application = decided(B2="Ask ann@example.org, or Petra Muster.")
    application.created_by.name = "Petra Muster"
    application.created_by.save()
    agree(application)

    record = next(feedback.records())

    assert record["answers"]["B2"] == "Ask [e-mail], or [name]."


@pages
def test_nobody_is_named_and_labels_begin_anew():
    application = decided()
    agree(application)

    text = json.dumps([*feedback.records()])

    assert "Rita" not in text
    assert str(application.decisions.get().reviewer.public_id) not in text
    assert application.reference not in text
    assert next(feedback.records())["decisions"][0]["reviewer"] == "reviewer-1"


@pages
def test_sealed_answers_never_leave():
    application = decided()
    agree(application)

    record = next(feedback.records())

    sealed = set(application.revision.all_answers()) - set(application.revision.answers)
    assert sealed
    assert not sealed & set(record["answers"])


@pages
def test_where_it_comes_from_can_be_looked_up():
    application = decided()

    provenance = next(feedback.records())["provenance"]

    assert provenance["revision_sha256"] == application.revision.record_sha256
    assert len(provenance["events"]) == 1


@pages
def test_what_is_still_open_does_not_leave():
    cases.submitted()

    assert list(feedback.records()) == []


@pages
def test_many_records_are_read_in_parts(monkeypatch, django_assert_num_queries):
    for _ in range(3):
        cases.approved(by=ReviewerFactory())
    monkeypatch.setattr(feedback, "CHUNK", 2)

    assert len(list(feedback.records())) == 3


@pages
def test_a_policy_owner_downloads_all_but_what_conflicts(client):
    owner = PolicyOwnerFactory()
    shown, hidden = (cases.approved(by=ReviewerFactory()) for _ in range(2))
    MembershipFactory(organisation=hidden.organisation, user=owner)
    client.force_login(owner)

    answer = client.get(reverse("admin:reviews_feedback"))

    lines = [json.loads(line) for line in b"".join(answer).splitlines()]
    assert [one["provenance"]["revision_sha256"] for one in lines] == [shown.revision.record_sha256]
    assert answer["Content-Type"] == "application/x-ndjson"


@pages
@pytest.mark.parametrize("person", [ReviewerFactory, UserFactory])
def test_nobody_else_downloads_it(client, person):
    client.force_login(person())

    assert client.get(reverse("admin:reviews_feedback")).status_code in {302, 403}


@pages
def test_an_owner_agrees_and_takes_it_back_on_the_organisations_page(client):
    application = cases.submitted()
    organisation = application.organisation
    client.force_login(application.created_by)
    address = reverse("accounts:organisation_edit", args=[organisation.public_id])

    client.post(address, {"name": "Acme", "website": "", "allows_learning": "on"})
    assert Organisation.objects.get(pk=organisation.pk).allowed_learning_at is not None
    client.post(address, {"name": "Acme", "website": ""})

    assert Organisation.objects.get(pk=organisation.pk).allowed_learning_at is None
