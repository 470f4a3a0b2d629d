"""What applications keep: the application, its revisions, what was said, decided and granted."""

from applications.models.appeal import Appeal
from applications.models.application import Application
from applications.models.approval import Approval
from applications.models.attachment import Attachment
from applications.models.conflicts import (
    ApplicationConflict,
    EarlierPart,
    Interest,
    OrganisationConflict,
    Recusal,
)
from applications.models.conversation import InformationRequest, Message
from applications.models.decision import Decision
from applications.models.drafting import AnswerVariant, SectionAssignment
from applications.models.evidence import EvidenceResult
from applications.models.holiday import Holiday
from applications.models.reminder import EndReminder
from applications.models.revision import Revision

__all__ = [
    "AnswerVariant",
    "Appeal",
    "Application",
    "ApplicationConflict",
    "Approval",
    "Attachment",
    "Decision",
    "EarlierPart",
    "EndReminder",
    "EvidenceResult",
    "Holiday",
    "InformationRequest",
    "Interest",
    "Message",
    "OrganisationConflict",
    "Recusal",
    "Revision",
    "SectionAssignment",
]
