"""What applications keep: the application, its revisions, what was said, decided and granted."""

from applications.models.application import Application, Attachment
from applications.models.approval import Approval
from applications.models.conversation import InformationRequest, Message
from applications.models.decision import Decision
from applications.models.revision import Revision

__all__ = [
    "Application",
    "Approval",
    "Attachment",
    "Decision",
    "InformationRequest",
    "Message",
    "Revision",
]
