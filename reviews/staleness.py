"""Did the reviewer look at what is under review now?"""

from applications.models import Application
from common.errors import DomainError


class StaleRevision(DomainError):
    """The application has changed since you opened it. Look at the new revision first."""


def ensure_current(application: Application, *, revision: int) -> None:
    """Raise if the reviewer looked at another revision than the current one."""
    if application.current_revision().number != revision:
        raise StaleRevision
