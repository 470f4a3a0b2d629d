"""An organisation in which there is something of everything, and later more of it."""

from datetime import timedelta

from django.conf import settings
from django.core import mail
from django.core.files.base import ContentFile
from django.test import override_settings

from accounts import services as accounts
from accounts.models import Membership
from accounts.scopes import Scope
from applications.services import (
    appeals,
    assignments,
    conversation,
    deletions,
    drafts,
    editing,
    files,
    submissions,
)
from applications.services.editing import PageInput
from applications.states import Kind
from events import delivery as delivery_of_events
from events.models import Event
from guidelines.queries import current_pack
from keys import services as keys
from reviews import services as reviews
from reviews.narrowing import Filters
from reviews.services import advice, quality_reviews, saved_views, what_ifs
from reviews.tabs import Tab
from tests import cases, contents
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PolicyOwnerFactory,
    ReviewerFactory,
    UserFactory,
)

UNSEEN = "0" * 16  # the fingerprint of an answer that nobody has given
ASKED = ["B1", "B2", "B3"]


class World:
    """One organisation, its people, an application in each state that has a page of its own."""

    def __init__(self):
        self.owner, self.reviewer, self.second = UserFactory(), ReviewerFactory(), ReviewerFactory()
        self.organisation = OrganisationFactory(owner=self.owner)
        self.draft = self._draft()
        self.submitted = cases.submitted(owner=self.owner)
        self.asked = cases.submitted(owner=self.owner)
        self.approved = cases.approved(owner=self.owner, by=self.reviewer)
        self.declined = cases.declined(owner=self.owner, by=self.reviewer)
        self.amended = cases.approved(owner=self.owner, by=self.reviewer)
        self.appealed = cases.declined(owner=self.owner, by=self.reviewer)
        appeals.file(self.appealed, "Look again, please.", by=self.owner)
        self.amendment = cases.follow_up(self.amended, Kind.AMENDMENT, B2="Another sentence.")
        self.second_look = self._second_look()
        quality_reviews.take_up(self.second_look, by=self.reviewer)
        self.trial = what_ifs.begin(current_pack().stored.content, last=10, by=PolicyOwnerFactory())
        self.grown = 0
        self._ask()

    def _draft(self):
        return cases.draft(owner=self.owner, organisation=self.organisation)

    def _second_look(self):
        """A decision that the lot has chosen, whatever the rate of the settings."""
        application = cases.approved(by=ReviewerFactory())
        event = Event.objects.filter(subject=application.subject).get(kind="application.approve")
        rates = dict.fromkeys(settings.QUALITY_RATES, 100)
        with override_settings(QUALITY_RATES=rates):
            return quality_reviews.draw(event).review

    def public_id(self, route):
        """What `public_id` is in an address: of a token, key, organisation or piece of news."""
        known = {
            "accounts:token_revoke": self.token,
            "accounts:program_revoke": self.token,
            "api:approval": self.approved.approvals.get(),
            "keys": self.key,
            "notifications": self.owner.notifications.first(),
        }
        found = known.get(route) or known.get(route.partition(":")[0]) or self.organisation
        return found.public_id

    def grow(self):
        """One more of each thing that a page may list."""
        self.grown += 1
        self._people()
        self._drafting()
        self._asking()
        cases.submitted(owner=self.owner)
        self._second_look()
        self.key, _ = keys.issue(self.approved, by=self.owner, name=f"Server {self.grown}")
        keys.roll(self.key, by=self.owner, overlap_hours=24)
        for delivery in delivery_of_events.due():
            delivery_of_events.attempt(delivery.pk)
        everything = Filters(tab=Tab.OPEN, words=f"word {self.grown}")
        named = {"name": f"View {self.grown}", "is_shared": True}
        self.view = saved_views.save_view(everything, **named, by=self.reviewer)

    def _people(self):
        email, role = f"invited{self.grown}@example.org", Membership.Role.VIEWER
        self.member = MembershipFactory(organisation=self.organisation)
        self.invitation = accounts.invite(self.organisation, email=email, role=role, by=self.owner)
        self.secret = mail.outbox[-1].body.partition("/invitations/")[2].partition("/")[0]
        self.token, _ = accounts.create_token(
            self.owner, name="t", scopes=[Scope.APPLICATIONS_READ], lifetime=timedelta(days=1)
        )
        OrganisationFactory(owner=self.owner)
        self._conflicts()

    def _conflicts(self):
        """A reviewer who declares an interest and takes themselves off an application."""
        person, domain = ReviewerFactory(), f"interest{self.grown}.example"
        self.interest = reviews.declare(by=person, domain=domain, reason="Shares.", until=None)
        self.recusal = reviews.recuse(self.submitted, by=person)
        self.advice = advice.ask(
            self.submitted,
            email=f"adviser{self.grown}@example.org",
            shared=["B1", "B2", "B3"][: self.grown],
            wanted="Is this fair?",
            by=self.reviewer,
        )
        self.adviser_secret = mail.outbox[-1].body.partition("/advice/")[2].partition("/")[0]

    def _drafting(self):
        """A file, a section put on somebody, a second version of an answer, a deleted draft."""
        inside = contents.fitting("plan.pdf", f"Plan {self.grown}")
        file = ContentFile(inside, name=f"plan-{self.grown}.pdf")
        self.file = files.attach(self.draft, "B9", file=file, by=self.owner)
        self.section = "ABCDEFG"[self.grown]
        assignments.assign(self.draft, self.section, membership=self.member, by=self.owner)
        question = ASKED[self.grown - 1]
        page = PageInput(answers={question: "An old tab."}, seen={question: UNSEEN})
        editing.save_page(self.draft, page, by=self.owner)
        deleted = drafts.create(self.organisation, by=self.owner)
        deletions.delete(deleted, by=self.owner)
        self.deleted = deleted

    def _asking(self):
        """A round of questions more, and a message from either side."""
        conversation.write(self.submitted, "Hello?", by=self.owner, from_staff=False)
        conversation.write(self.submitted, "Yes?", by=self.reviewer, from_staff=True)
        drafts.save_answers(self.asked, {"B2": f"Clerk {self.grown}."}, by=self.owner)
        submissions.submit(self.asked, by=self.owner)
        self._ask()

    def _ask(self):
        reviews.claim(self.asked, by=self.second)
        number = self.asked.revision.number
        wanted = {"B2": "Who?", "B3": "Why?"}
        reviews.request_changes(
            self.asked, wanted, by=self.second, note="Say more.", revision=number
        )
