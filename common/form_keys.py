"""What tells that the same form was sent twice? A hidden field `key`, new on every page shown."""

from uuid import UUID

from django.http import QueryDict


def form_key(post: QueryDict) -> UUID | None:
    """The key that the form carries; None if it has none."""
    return as_uuid(post.get("key", ""))


def as_uuid(text: str) -> UUID | None:
    """The id that a text names; None if it names none."""
    try:
        return UUID(text)
    except ValueError:
        return None
