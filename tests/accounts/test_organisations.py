"""Who may change an organisation and its members, and when does the last owner have to stay?"""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts import queries, services
from accounts.models import Membership, Organisation
from accounts.services.organisations import (
    HandedToOneself,
    LastOwner,
    NoLongerMember,
    NotAnOwner,
    TooManyOrganisations,
)
from tests.factories import MembershipFactory, OrganisationFactory, ReviewerFactory, UserFactory

OWNER, EDITOR, VIEWER = Membership.Role


def test_whoever_registers_an_organisation_owns_it(person):
    organisation = services.register_organisation(
        person, name=" Acme\nLtd ", website="https://acme.test"
    )

    assert organisation.name == "Acme Ltd"
    assert organisation.created_by == person
    assert queries.role_in(person, organisation) is OWNER


def test_nobody_registers_more_than_twenty_organisations(person):
    Organisation.objects.bulk_create(
        Organisation(name=f"No. {number}", created_by=person) for number in range(20)
    )

    with pytest.raises(TooManyOrganisations):
        services.register_organisation(person, name="One more")


def test_an_owner_changes_the_name(organisation, person):
    services.describe(organisation, name="New name", website="", by=person)

    organisation.refresh_from_db()
    assert (organisation.name, organisation.website) == ("New name", "")


def test_an_owner_makes_another_member_an_owner(organisation, person):
    membership = MembershipFactory(organisation=organisation)

    services.change_role(membership, role=OWNER, by=person)

    assert queries.is_owner(membership.user, organisation)


def test_an_owner_removes_a_member(organisation, person):
    membership = MembershipFactory(organisation=organisation)

    services.remove_member(membership, by=person)

    assert queries.role_in(membership.user, organisation) is None


def test_a_member_removed_twice_is_refused_in_a_sentence(organisation, person):
    membership = MembershipFactory(organisation=organisation)
    stale = Membership.objects.get(pk=membership.pk)
    services.remove_member(membership, by=person)

    with pytest.raises(NoLongerMember, match="no longer belongs"):
        services.remove_member(stale, by=person)


@pytest.mark.parametrize("role", [EDITOR, VIEWER])
def test_only_owners_look_after_members(organisation, role):
    member = MembershipFactory(organisation=organisation, role=role)
    other = MembershipFactory(organisation=organisation)

    with pytest.raises(NotAnOwner):
        services.change_role(member, role=OWNER, by=member.user)
    with pytest.raises(NotAnOwner):
        services.remove_member(other, by=member.user)
    with pytest.raises(NotAnOwner):
        services.describe(organisation, name="Mine", website="", by=member.user)


def test_an_owner_elsewhere_is_a_stranger_here(organisation):
    stranger = UserFactory()
    OrganisationFactory(owner=stranger)

    with pytest.raises(NotAnOwner):
        services.describe(organisation, name="Mine", website="", by=stranger)


def test_an_owner_who_was_demoted_meanwhile_is_refused(organisation, person):
    second = MembershipFactory(organisation=organisation, role=OWNER)
    services.change_role(second, role=VIEWER, by=person)

    with pytest.raises(NotAnOwner):
        services.remove_member(organisation.memberships.get(user=person), by=second.user)


def test_the_last_owner_cannot_leave_be_removed_or_step_down(organisation, person):
    MembershipFactory(organisation=organisation)
    membership = organisation.memberships.get(user=person)

    with pytest.raises(LastOwner):
        services.leave(organisation, user=person)
    with pytest.raises(LastOwner):
        services.remove_member(membership, by=person)
    with pytest.raises(LastOwner, match="Make somebody else an owner first"):
        services.change_role(membership, role=EDITOR, by=person)


def test_an_owner_leaves_when_there_is_another(organisation, person):
    MembershipFactory(organisation=organisation, role=OWNER)

    services.leave(organisation, user=person)

    assert not queries.is_member(person, organisation)


def test_nobody_leaves_twice(organisation):
    member = MembershipFactory(organisation=organisation).user
    services.leave(organisation, user=member)

    with pytest.raises(NoLongerMember):
        services.leave(organisation, user=member)


@pytest.mark.parametrize(("role", "expected"), [(OWNER, True), (EDITOR, True), (VIEWER, False)])
def test_owners_and_editors_can_edit(organisation, role, expected):
    member = MembershipFactory(organisation=organisation, role=role).user

    assert queries.can_edit(member, organisation) is expected
    assert (organisation in queries.editable_organisations_of(member)) is expected
    assert list(queries.organisations_of(member)) == [organisation]
    assert (member in queries.people_of(organisation)) is expected


def test_strangers_have_no_role(organisation):
    assert queries.role_in(UserFactory(), organisation) is None
    assert queries.role_in(AnonymousUser(), organisation) is None


def test_news_does_not_go_to_deactivated_people(organisation):
    gone = MembershipFactory(organisation=organisation, user=UserFactory(is_active=False)).user

    assert gone not in queries.people_of(organisation, writers_only=False)


def test_members_are_listed_by_role(organisation, person):
    viewer = MembershipFactory(organisation=organisation, role=VIEWER).user
    editor = MembershipFactory(organisation=organisation, role=EDITOR).user

    listed = [membership.user for membership in queries.members_of(organisation)]

    assert listed == [person, editor, viewer]


def test_reviewers_are_found_by_their_permission(person):
    reviewer = ReviewerFactory()
    ReviewerFactory(is_active=False)

    assert list(queries.reviewers()) == [reviewer]


# --- Handing over --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_owner_hands_over_in_one_act_and_stays_as_an_editor():
    organisation = OrganisationFactory()
    owner = organisation.memberships.get().user
    successor = MembershipFactory(organisation=organisation)

    services.hand_over(successor, by=owner)

    roles = dict(organisation.memberships.values_list("user", "role"))
    assert roles == {owner.pk: "editor", successor.user.pk: "owner"}


@pytest.mark.django_db
def test_only_owners_hand_over_and_only_once():
    organisation = OrganisationFactory()
    owner = organisation.memberships.get().user
    editor = MembershipFactory(organisation=organisation)
    successor = MembershipFactory(organisation=organisation)

    with pytest.raises(NotAnOwner):
        services.hand_over(successor, by=editor.user)
    services.hand_over(successor, by=owner)
    with pytest.raises(NotAnOwner):
        services.hand_over(editor, by=owner)


@pytest.mark.django_db
def test_handing_over_and_leaving_is_one_act():
    organisation = OrganisationFactory()
    owner = organisation.memberships.get().user
    successor = MembershipFactory(organisation=organisation)

    services.hand_over_and_leave(successor, by=owner)

    assert list(organisation.memberships.values_list("user", "role")) == [
        (successor.user.pk, "owner")
    ]
    with pytest.raises(NotAnOwner):
        services.hand_over_and_leave(successor, by=owner)


@pytest.mark.django_db
def test_only_an_owner_hands_over_and_leaves():
    organisation = OrganisationFactory()
    editor = MembershipFactory(organisation=organisation)
    other = MembershipFactory(organisation=organisation)
    owner = organisation.memberships.get(role=Membership.Role.OWNER)

    with pytest.raises(NotAnOwner):
        services.hand_over_and_leave(other, by=editor.user)
    with pytest.raises(HandedToOneself):
        services.hand_over_and_leave(owner, by=owner.user)

    assert organisation.memberships.count() == 3


@pytest.mark.django_db
def test_nobody_hands_over_to_themselves_or_to_who_has_left():
    organisation = OrganisationFactory()
    own = organisation.memberships.get()
    gone = MembershipFactory(organisation=organisation)
    services.leave(organisation, user=gone.user)

    with pytest.raises(HandedToOneself):
        services.hand_over(own, by=own.user)
    with pytest.raises(NoLongerMember):
        services.hand_over(gone, by=own.user)
    assert organisation.memberships.get().role == Membership.Role.OWNER
