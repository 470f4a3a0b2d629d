"""In which ways can a reviewer come to have a conflict of interest in an application?"""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import Membership, Organisation
from applications.services import appeals
from reviews import services as reviews
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory

DOMAIN = "acme-conflict.example"


def member(application, reviewer):
    MembershipFactory(organisation=application.organisation, user=reviewer, role="viewer")


def former_member(application, reviewer):
    member(application, reviewer)
    Membership.objects.filter(user=reviewer, organisation=application.organisation).delete()


def has_address(person, domain):
    email = f"p{person.pk}@{domain}"
    EmailAddress.objects.get_or_create(user=person, email=email, defaults={"verified": True})


def same_website(application, reviewer):
    has_address(reviewer, DOMAIN)
    website = f"https://www.{DOMAIN}/about"
    Organisation.objects.filter(pk=application.organisation_id).update(website=website)


def same_mail(application, reviewer):
    has_address(reviewer, f"research.{DOMAIN}")
    has_address(application.organisation.memberships.first().user, DOMAIN)


def declared_domain(application, reviewer):
    has_address(application.organisation.memberships.first().user, f"mail.{DOMAIN}")
    if not reviewer.interests.in_force().exists():
        reviews.declare(by=reviewer, domain=DOMAIN, reason="I own shares.", until=None)


def declared_name(application, reviewer):
    name, until = application.organisation.name.upper(), timezone.now().date() + timedelta(days=1)
    reviews.declare(by=reviewer, organisation_name=name, reason="My sister.", until=until)


def recused(application, reviewer):
    reviews.recuse(application, by=reviewer)


def first_decider(application, reviewer):
    cases.decline(application, by=reviewer)
    cases.approve(application, cases.HIGH, by=ReviewerFactory(), tier="high")


def decided_before_the_appeal(application, reviewer):
    cases.decline(application, by=reviewer)
    if application.status != "declined":
        cases.decline(application, by=ReviewerFactory())
    appeals.file(application, "Look again, please.", by=application.created_by)


WITHOUT_PART = {  # the reviewer is no applicant
    "former member": former_member,
    "same website": same_website,
    "same mail": same_mail,
    "declared domain": declared_domain,
    "declared name": declared_name,
    "recused": recused,
}
AFTER_PART = {"appealed against": decided_before_the_appeal}
EVERY = {"member": member, **WITHOUT_PART, **AFTER_PART}
