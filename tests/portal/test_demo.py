"""Do the demo people exist once, with what each needs, and in the demo only?"""

from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Membership, User
from applications.models import Application, Approval
from guidelines.models import Document, PackVersion
from portal import demo


@pytest.fixture
def is_demo(settings, db):
    settings.IS_DEMO = True


def test_each_person_has_the_place_they_need(db):
    demo.create_people()

    people = {user.email: user for user in User.objects.all()}
    applicant = people["applicant@example.org"]
    membership = Membership.objects.get(user=applicant)
    assert (membership.organisation.name, membership.role) == ("Example Ltd", "owner")
    assert not applicant.is_staff
    for name in ("reviewer1@example.org", "reviewer2@example.org"):
        assert people[name].is_staff
        assert people[name].is_reviewer
    assert people["policy@example.org"].is_policy_owner


def test_the_printed_passwords_work_without_confirming_the_address(db, client):
    passwords = demo.create_people()

    answer = client.post(
        "/accounts/login/",
        {"login": "applicant@example.org", "password": passwords["applicant@example.org"]},
    )

    assert (answer.status_code, answer["Location"]) == (302, "/applications/")


def test_nobody_is_made_twice(db):
    first, second = demo.create_people(), demo.create_people()

    assert (len(first), second) == (4, {})
    assert User.objects.count() == 4


def test_new_passwords_replace_the_old(db):
    old = demo.create_people()

    new = demo.reset_passwords()

    assert new.keys() == old.keys()
    user = User.objects.get(email="policy@example.org")
    assert user.check_password(new[user.email])
    assert not user.check_password(old[user.email])


def test_the_first_preparation_shows_the_passwords_and_publishes_the_policy(is_demo, capsys):
    call_command("prepare_demo")

    shown = capsys.readouterr().out
    assert "Their passwords, shown this once:\n    applicant@example.org " in shown
    assert PackVersion.objects.count() == 1
    assert set(Document.objects.values_list("kind", flat=True)) == set(Document.Kind.values)


def test_the_second_preparation_says_how_to_get_new_passwords(is_demo, capsys):
    call_command("prepare_demo")
    capsys.readouterr()

    call_command("prepare_demo")

    assert "manage.py reset_demo_passwords" in capsys.readouterr().out
    assert PackVersion.objects.count() == 1


def test_new_passwords_are_printed(is_demo, capsys):
    demo.create_people()

    call_command("reset_demo_passwords")

    assert len(capsys.readouterr().out.splitlines()) == 4


@pytest.mark.parametrize("command", ["prepare_demo", "reset_demo_passwords"])
def test_a_real_portal_gets_no_demo_people(db, command):
    with pytest.raises(CommandError, match="This command is for the demo only"):
        call_command(command)

    assert not User.objects.exists()


def test_there_is_something_to_review_to_amend_and_to_go_on_with(is_demo):
    call_command("prepare_demo")
    call_command("prepare_demo")

    states = Counter(Application.objects.values_list("status", flat=True))
    reviewer = User.objects.get(email="reviewer1@example.org")
    assert states == {"approved": 1, "submitted": 3, "draft": 1}
    assert Application.objects.reviewable_by(reviewer).open().count() == 3
    assert Approval.objects.active(timezone.now()).count() == 1
