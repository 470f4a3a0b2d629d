"""Does a trial say what a draft would change, and write nothing to any case?"""

import io
import json
import zipfile

import pytest
import yaml
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from applications.models import Application, Decision
from events.models import Event
from guidelines import loading
from guidelines.models import PackVersion
from reviews import decided, drafts, trials, what_if
from reviews.models import WhatIf
from reviews.services import what_ifs
from reviews.services.policy_tasks import NotAPolicyOwner
from reviews.services.what_ifs import CasesUnfit
from reviews.what_if import Difference
from tests import cases
from tests.factories import MembershipFactory, PolicyOwnerFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return PolicyOwnerFactory()


def starter():
    return loading.read_folder(loading.STARTER)


def stricter():
    """The starter pack with a floor that makes every application of the high tier at least."""
    content = starter()
    content["pack"]["version"] = "9.0.0"
    first = content["tiers"]["floors"][0]
    content["tiers"]["floors"].append({**first, "id": "FL-99", "tier": "high", "when": "true"})
    return content


def zipped(content):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, value in content.items():
            archive.writestr(f"pack/{name}.yaml", yaml.safe_dump(value))
    file.seek(0)
    file.name = "pack.zip"
    return file


def differences(content):
    pack = loading.load(content)
    found = what_if.changes(pack, Decision.objects.select_related("revision__pack", "application"))
    return [change.differences for _, change in found]


def test_the_same_pack_changes_nothing():
    cases.approved(by=ReviewerFactory())
    cases.approve(cases.submitted(cases.HIGH), cases.HIGH, by=ReviewerFactory(), tier="high")

    assert differences(starter()) == [(), ()]


def test_a_stricter_tier_rule_shows_in_the_tier():
    cases.approved(by=ReviewerFactory())

    assert Difference.TIER in differences(stricter())[0]


def test_a_new_check_is_told_and_never_guessed():
    cases.approved(by=ReviewerFactory())
    content = starter()
    new = {**content["checklist"]["checks"][0], "id": "CK-99"}
    content["checklist"]["checks"].append(new)

    assert differences(content) == [(Difference.CHECKS,)]


def test_a_decline_stays_a_decline():
    cases.declined(by=ReviewerFactory())

    assert Difference.STOPPED not in differences(stricter())[0]


def test_the_newest_decisions_come_first_and_no_open_case():
    first = cases.approved(by=ReviewerFactory())
    second = cases.declined(by=ReviewerFactory())
    cases.submitted()

    newest = [one.application for one in decided.in_chunks(decided.last_decisions(9))]

    assert newest == [second, first]
    assert len(decided.last_decisions(1)) == 1


def begun(owner, content=None, last=10):
    return what_ifs.begin(content or stricter(), last=last, by=owner)


def test_a_trial_finds_the_cases_and_writes_to_none(owner):
    application = cases.approved(by=ReviewerFactory())
    before = Application.objects.values().get(pk=application.pk)
    events = Event.objects.filter(subject=application.subject).count()

    trial = begun(owner)
    trials.go_on(trial)

    trial.refresh_from_db()
    assert (trial.examined, trial.total) == (1, 1)
    assert trial.finished_at is not None
    case = trial.cases.get()
    assert (case.application, case.before, case.after) == (application, "low", "high")
    assert Application.objects.values().get(pk=application.pk) == before
    assert Event.objects.filter(subject=application.subject).count() == events
    assert not PackVersion.objects.filter(version="9.0.0").exists()


def test_going_on_twice_changes_nothing(owner):
    cases.approved(by=ReviewerFactory())
    trial = begun(owner)
    trials.go_on(trial)

    trials.go_on(trial)

    assert trial.cases.count() == 1
    with pytest.raises(DatabaseError, match="finished once"), transaction.atomic():
        WhatIf.objects.update(examined=0)


def test_a_trial_goes_on_from_where_it_was_left(owner, monkeypatch):
    for _ in range(3):
        cases.approved(by=ReviewerFactory())
    trial = begun(owner)
    monkeypatch.setattr(decided, "CHUNK", 2)

    assert trials._some(trial, loading.load(trial.content)) is True  # noqa: SLF001 -- killed here
    trial.refresh_from_db()
    assert trial.examined == 2
    trials.go_on(trial)

    assert trial.cases.count() == 3


@pytest.mark.parametrize("person", [ReviewerFactory, UserFactory])
def test_only_policy_owners_try_drafts(person):
    with pytest.raises(NotAPolicyOwner):
        begun(person())


@pytest.mark.parametrize("last", [0, 5001])
def test_a_trial_has_a_bounded_number_of_cases(owner, last):
    with pytest.raises(CasesUnfit):
        begun(owner, last=last)


def test_a_zip_file_is_read_as_a_pack():
    assert drafts.content_of(zipped(stricter()), name="pack.zip") == stricter()


def test_tiers_alone_change_the_version_in_force():
    cases.publish_starter()
    tiers = stricter()["tiers"]

    file = io.BytesIO(yaml.safe_dump(tiers).encode())

    assert drafts.content_of(file, name="tiers.yaml") == {**starter(), "tiers": tiers}


@pytest.mark.parametrize("text", [b"", b"PK\x03\x04 broken", b"\x00"])
def test_what_is_no_zip_file_is_refused(text):
    with pytest.raises(drafts.DraftUnreadable):
        drafts.content_of(io.BytesIO(text), name="pack.zip")


def test_the_command_tells_the_same_as_json(tmp_path):
    application = cases.approved(by=ReviewerFactory())
    for name, value in stricter().items():
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(value))
    out = io.StringIO()

    call_command("what_if", tmp_path, "--json", stdout=out)

    found = json.loads(out.getvalue())
    assert (found["examined"], found["changed"]) == (1, 1)
    assert found["cases"][0]["application"] == application.reference
    assert not WhatIf.objects.exists()


def test_a_policy_owner_tries_a_draft_by_its_page(client, owner):
    application = cases.approved(by=ReviewerFactory())
    client.force_login(owner)
    address = reverse("admin:reviews_what_ifs")

    client.post(address, {"draft": zipped(stricter()), "last": "10"})
    trial = WhatIf.objects.get()
    trials.go_on(trial)
    page = client.get(reverse("admin:reviews_what_if", args=[trial.pk])).content.decode()

    assert "1 case would come out differently." in page
    assert application.reference not in page  # this policy owner does not review


def both(owner):
    person = ReviewerFactory()
    person.groups.add(*owner.groups.all())
    return type(person).objects.get(pk=person.pk)


def test_who_reviews_as_well_sees_the_cases_but_not_what_conflicts(client, owner):
    person = both(owner)
    shown, hidden = (cases.approved(by=ReviewerFactory()) for _ in range(2))
    MembershipFactory(organisation=hidden.organisation, user=person)
    trial = begun(owner)
    trials.go_on(trial)
    client.force_login(person)

    page = client.get(reverse("admin:reviews_what_if", args=[trial.pk])).content.decode()

    assert shown.reference in page
    assert hidden.reference not in page
    assert "1 case would come out differently." in page


def test_a_refused_draft_is_told_on_the_page(client, owner):
    client.force_login(owner)

    answer = client.post(reverse("admin:reviews_what_ifs"), {"last": "10"})

    assert answer.status_code == 422
    assert b"ZIP file" in answer.content


@pytest.mark.parametrize("person", [ReviewerFactory, UserFactory])
def test_nobody_else_opens_the_pages(client, person):
    client.force_login(person())

    assert client.get(reverse("admin:reviews_what_ifs")).status_code in {302, 403}
