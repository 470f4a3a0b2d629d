"""Saving, renaming, sharing, ordering and deleting views of the queue."""

from django.db import transaction

from accounts.models import User
from applications.services.moves import NotAReviewer
from common.errors import DomainError
from events import services as events
from reviews.models import SavedView
from reviews.models.saved_views import NAME_MAX
from reviews.narrowing import Filters

MOST = 20


class NameOfViewTaken(DomainError):
    """You have a view of this name already."""


class NameOfViewMissing(DomainError):
    """Enter a name of up to 40 characters for the view."""


class TooManyViews(DomainError):
    """You have 20 views: delete one before you save another."""


class ViewOfAnother(DomainError):
    """This view belongs to somebody else: save one of your own."""


@transaction.atomic
def save_view(filters: Filters, *, name: str, is_shared: bool, by: User) -> SavedView:
    """Keep the filters, not their place in the list, as the last of one's own views."""
    _lock(by)
    own = SavedView.objects.filter(owner=by)
    if own.count() >= MOST:
        raise TooManyViews
    name = _clean(name, by=by)
    last = own.order_by("-position").values_list("position", flat=True).first()
    view = SavedView.objects.create(
        owner=by, name=name, query=filters.as_query(), is_shared=is_shared, position=(last or 0) + 1
    )
    _tell(view, "saved", by=by)
    return view


@transaction.atomic
def change_view(view: SavedView, *, name: str, is_shared: bool, by: User) -> None:
    """Rename and share it, or keep it to oneself. What nobody owns stays shared."""
    _lock(by)
    _ensure_changeable(view, by=by)
    view.name = name.strip() if view.name == name.strip() else _clean(name, by=by)
    view.is_shared = is_shared or view.owner_id is None
    view.save(update_fields=["name", "is_shared"])
    _tell(view, "changed", by=by)


@transaction.atomic
def move_view_up(view: SavedView, *, by: User) -> None:
    """Change places with the one before it; the first stays where it is."""
    _lock(by)
    own = list(SavedView.objects.filter(owner=by).order_by("position", "pk"))
    if view not in own:
        raise ViewOfAnother
    place = own.index(view)
    own.insert(max(place - 1, 0), own.pop(place))
    for position, one in enumerate(own, start=1):
        one.position = position
    SavedView.objects.bulk_update(own, ["position"])
    _tell(view, "moved", by=by)


@transaction.atomic
def delete_view(view: SavedView, *, by: User) -> None:
    """For all who use it."""
    _lock(by)
    _ensure_changeable(view, by=by)
    _tell(view, "deleted", by=by)
    view.delete()


def _lock(by: User) -> None:
    """One after the other: names and places are a person's own."""
    if not by.is_reviewer:
        raise NotAReviewer
    User.objects.select_for_update().get(pk=by.pk)


def _ensure_changeable(view: SavedView, *, by: User) -> None:
    if not SavedView.objects.changeable_by(by).filter(pk=view.pk).exists():
        raise ViewOfAnother


def _clean(name: str, *, by: User) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not name or len(name) > NAME_MAX:
        raise NameOfViewMissing
    if SavedView.objects.filter(owner=by, name=name).exists():
        raise NameOfViewTaken
    return name


def _tell(view: SavedView, act: str, *, by: User) -> None:
    shown = {"shared": view.is_shared}
    events.append(f"view:{view.pk}", f"view.{act}", actor=by, data=shown)
