"""How do pages of our own stand in the admin under a name of theirs?"""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from accounts.models import User

View = Callable[..., HttpResponseBase]
Page = tuple[str, View, str]


class OwnPages(admin.ModelAdmin[Model]):
    """Nothing of the stock admin: the address of the list and those below it are our views.

    Each view says itself who may come in; the first page of the admin shows the link to the same.
    """

    pages: ClassVar[tuple[Page, ...]] = ()

    @staticmethod
    def may_enter(user: User) -> bool:
        """Whether the first page of the admin leads there."""
        return user.is_reviewer

    def get_urls(self) -> list[URLPattern]:
        """Our pages; the index links to the list by the stock name."""
        known = [
            path(route, self.admin_site.admin_view(view), name=name)
            for route, view, name in self.pages
        ]
        meta = self.model._meta  # noqa: SLF001 -- the documented way
        stock = f"{meta.app_label}_{meta.model_name}_changelist"
        first = self.admin_site.admin_view(self.pages[0][1])
        return [*known, path("", first, name=stock)]

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Those who may enter."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Those who may enter."""
        return isinstance(request.user, User) and self.may_enter(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: the pages have their own acts."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: the pages have their own acts."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


def for_policy_owners(view: View) -> View:
    """Refuse staff who do not own the policy."""
    return _for(view, lambda user: user.is_policy_owner)


def for_either(view: View) -> View:
    """Refuse staff who neither review nor own the policy."""
    return _for(view, lambda user: user.is_reviewer or user.is_policy_owner)


def _for(view: View, may_enter: Callable[[User], bool]) -> View:
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not (isinstance(request.user, User) and may_enter(request.user)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    guarded.__module__, guarded.__name__ = view.__module__, view.__name__
    return guarded
