"""How does a mail let its reader stop such mails with one click, signed in or not?

The link carries, signed, whose mails of which groups it stops. It never expires: a mail may be read
after years, and the link does nothing but make the portal quieter.
"""

from collections.abc import Iterable
from typing import Final

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import User
from notifications.groups import Group

SALT: Final = "notifications.unsubscribe"


def url_for(person: User, groups: Iterable[Group]) -> str:
    """The whole address of the page that stops these mails."""
    named = sorted(group.value for group in groups)
    token = signing.dumps([str(person.public_id), named], salt=SALT)
    return f"{settings.SITE_URL}{reverse('notifications:unsubscribe', args=[token])}"


def read(token: str) -> tuple[User, list[Group]] | None:
    """Whose mails of which groups a link stops; None for a link that we did not make."""
    try:
        public_id, named = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    person = User.objects.filter(public_id=public_id).first()
    return (person, [Group(name) for name in named]) if person else None
