"""What applications keep: the application, its revisions, what was said, decided and granted."""

from applications.models.appeal import Appeal
from applications.models.application import Application, Attachment
from applications.models.approval import Approval
from applications.models.conversation import InformationRequest, Message
from applications.models.decision import Decision
from applications.models.drafting import AnswerVariant, SectionAssignment
from applications.models.reminder import EndReminder
from applications.models.revision import Revision

__all__ = [
    "AnswerVariant",
    "Appeal",
    "Application",
    "Approval",
    "Attachment",
    "Decision",
    "EndReminder",
    "InformationRequest",
    "Message",
    "Revision",
    "SectionAssignment",
]
