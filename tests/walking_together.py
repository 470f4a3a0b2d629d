"""What else may the people of an organisation do on the walk? Share, attach, delete, hand over."""

from django.core.files.base import ContentFile
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from accounts.models import Membership
from accounts.services import organisations
from applications.models import Application, Attachment
from applications.services import assignments, deletions, files
from applications.states import Status
from tests import contents

QUESTION_OF_FILES = "B9"
SECTIONS = st.sampled_from(["A", "B", "Z"])


class Together:
    """Rules for a walk that has `application`, `owner`, `colleague`, `stranger` and `attempt`."""

    def member(self, user):
        memberships = Membership.objects.filter(organisation=self.application.organisation_id)
        return memberships.get(user=user)

    # Files

    @rule(number=st.integers(0, 2), is_member=st.booleans())
    def attach(self, number, is_member):
        inside = contents.fitting("plan.pdf", f"Plan {number}")
        file = ContentFile(inside, name=f"plan-{number}.pdf")
        by = self.colleague if is_member else self.stranger
        self.attempt(files.attach, self.application, QUESTION_OF_FILES, file=file, by=by)

    @rule()
    def detach(self):
        attachment = self.application.attachments.present().filter(question="B9").first()
        if attachment is not None:
            self.attempt(files.detach, attachment, by=self.owner)

    # People

    @rule(section=SECTIONS, is_colleague=st.booleans())
    def share_out(self, section, is_colleague):
        membership = self.member(self.colleague if is_colleague else self.owner)
        self.attempt(
            assignments.assign, self.application, section, membership=membership, by=self.owner
        )

    @rule(is_stranger=st.booleans())
    def hand_over_and_back(self, is_stranger):
        """Only the owner can give the organisation away; then only the colleague can return it."""
        first = self.stranger if is_stranger else self.owner
        self.attempt(organisations.hand_over, self.member(self.colleague), by=first)
        self.attempt(organisations.hand_over, self.member(self.owner), by=self.colleague)

    @rule()
    def leave(self):
        """The last owner cannot."""
        self.attempt(organisations.leave, self.application.organisation, user=self.owner)

    # Drafts

    @rule(is_owner=st.booleans(), is_restored=st.sampled_from([True, True, False]))
    def delete(self, is_owner, is_restored):
        by = self.owner if is_owner else self.colleague
        self.attempt(deletions.delete, self.application, by=by)
        if is_restored:
            self.attempt(deletions.restore, self.application, by=by)

    # What must hold

    @invariant()
    def somebody_owns_the_organisation(self):
        owners = Membership.objects.filter(organisation=self.application.organisation_id)
        assert owners.filter(role=Membership.Role.OWNER, user=self.owner).exists()

    @invariant()
    def only_a_draft_is_ever_deleted(self):
        deleted = self.line.exclude(deleted_at=None)
        assert not deleted.exclude(status=Status.DRAFT).exists()
        assert not deleted.filter(revision__isnull=False).exists()
        assert not Application.objects.present().filter(pk__in=deleted).exists()

    @invariant()
    def the_files_of_every_revision_are_there(self):
        for application in self.line:
            held = Attachment.objects.filter(application=application)
            kept = {(one.name, one.sha256) for one in held if one.file}
            for revision in application.revisions.all():
                named = revision.answers.get(QUESTION_OF_FILES) or []
                assert {(one["name"], one["sha256"]) for one in named} <= kept
