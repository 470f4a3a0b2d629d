"""What happens when two people act at the same moment?"""

import threading

from django.db import IntegrityError, connection, transaction

from accounts import services
from accounts.models import Membership
from accounts.services.invitations import InvitationOver
from accounts.services.organisations import LastOwner, NoLongerMember, NotAnOwner
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory


def at_once(*acts):
    """Do each act in a thread of its own, and return what each came to, sorted."""
    outcomes = []

    def run(act):
        try:
            outcomes.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_of_two_last_owners_deleted_at_once_the_database_keeps_one(committed):
    organisation = OrganisationFactory()
    MembershipFactory(organisation=organisation, role=Membership.Role.OWNER)
    both_deleted = threading.Barrier(2)

    def delete(membership):
        try:
            with transaction.atomic():
                membership.delete()
                both_deleted.wait(timeout=10)
        except IntegrityError as error:
            return error.__cause__.diag.constraint_name
        return "left"

    one, other = organisation.memberships.all()
    outcomes = at_once(lambda: delete(one), lambda: delete(other))

    assert outcomes == ["left", "organisation_keeps_an_owner"]
    assert organisation.memberships.count() == 1


def test_of_two_last_owners_who_leave_at_once_one_is_told_to_stay(committed):
    organisation = OrganisationFactory()
    MembershipFactory(organisation=organisation, role=Membership.Role.OWNER)

    def leave(user):
        try:
            services.leave(organisation, user=user)
        except LastOwner:
            return "stayed"
        return "left"

    one, other = [membership.user for membership in organisation.memberships.all()]
    outcomes = at_once(lambda: leave(one), lambda: leave(other))

    assert outcomes == ["left", "stayed"]


def test_of_two_owners_who_hand_over_and_leave_at_once_to_each_other_one_stays(committed):
    organisation = OrganisationFactory()
    MembershipFactory(organisation=organisation, role=Membership.Role.OWNER)

    def go(to, by):
        try:
            services.hand_over_and_leave(to, by=by.user)
        except NotAnOwner:
            return "is no owner"
        except NoLongerMember:
            return "to nobody"
        return "left"

    one, other = organisation.memberships.select_related("user").order_by("pk")
    outcomes = at_once(lambda: go(one, other), lambda: go(other, one))

    assert outcomes == ["left", "to nobody"]
    assert organisation.memberships.get().role == Membership.Role.OWNER


def test_an_owner_who_hands_over_to_two_at_once_hands_over_to_one(committed):
    organisation = OrganisationFactory()
    owner = organisation.memberships.get().user
    one, other = (MembershipFactory(organisation=organisation) for _ in range(2))

    def hand_over(membership):
        try:
            services.hand_over(membership, by=owner)
        except NotAnOwner:
            return "is no owner"
        return "handed over"

    outcomes = at_once(lambda: hand_over(one), lambda: hand_over(other))

    assert outcomes == ["handed over", "is no owner"]
    assert organisation.memberships.filter(role=Membership.Role.OWNER).count() == 1


def test_handing_over_to_somebody_who_leaves_at_once_leaves_an_owner(committed):
    organisation = OrganisationFactory()
    owner = organisation.memberships.get().user
    successor = MembershipFactory(organisation=organisation)

    def go(act):
        try:
            act()
        except (LastOwner, NoLongerMember):
            return "stays as it is"
        return "done"

    outcomes = at_once(
        lambda: go(lambda: services.hand_over_and_leave(successor, by=owner)),
        lambda: go(lambda: services.leave(organisation, user=successor.user)),
    )

    assert outcomes == ["done", "stays as it is"]
    assert organisation.memberships.get().role == Membership.Role.OWNER


def test_an_invitation_accepted_twice_at_once_makes_one_member(committed, mailoutbox):
    organisation = OrganisationFactory()
    owner = organisation.memberships.get().user
    guest = UserFactory()
    invitation = services.invite(
        organisation, email=guest.email, role=Membership.Role.EDITOR, by=owner
    )

    def accept():
        try:
            services.accept(invitation, user=guest)
        except InvitationOver:
            return "over"
        return "joined"

    outcomes = at_once(accept, accept)

    assert outcomes == ["joined", "over"]
    assert organisation.memberships.count() == 2
