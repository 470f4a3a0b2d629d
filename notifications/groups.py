"""Which kinds of news can a person set, and how can each reach them?"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Group(TextChoices):
    """What news is about. Decisions always come at once; the rest is the person's to set."""

    DECISIONS = "decisions", _("Decisions and approvals")
    CHANGES = "changes", _("Requests for changes")
    MESSAGES = "messages", _("Messages from reviewers")
    PROGRESS = "progress", _("Progress of an application")
    KEYS = "keys", _("API keys")
    COLLEAGUES = "colleagues", _("Sections and colleagues")
    REMINDERS = "reminders", _("Reminders")


class Mode(TextChoices):
    """How news of a group reaches a person by mail; the list on the portal has all of it."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Daily digest")
    WEEKLY = "weekly", _("Weekly digest")
    IN_APP = "in_app", _("No mail")


SETTABLE = tuple(group for group in Group if group is not Group.DECISIONS)
IN_DIGESTS = frozenset({Mode.DAILY, Mode.WEEKLY})
EXPLANATIONS = {
    Group.CHANGES: _("A reviewer asks you to change answers."),
    Group.MESSAGES: _("A reviewer writes to you."),
    Group.PROGRESS: _("An application was received, taken up, passed on or withdrawn."),
    Group.KEYS: _("A key was issued, rolled or revoked."),
    Group.COLLEAGUES: _("A section was given to you, or the people of an organisation changed."),
    Group.REMINDERS: _("An approval ends soon, or something is due."),
}
