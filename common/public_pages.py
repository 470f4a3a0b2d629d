"""What makes a page the same for everybody?"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """A page without session or cookies, kept for five minutes, sent again only if it changed.

    Its language comes from its address or from what the browser asks for, from nothing else.
    """

    @require_safe
    @conditional_page
    @cache_control(public=True, max_age=300)
    @wraps(view)
    def cacheable(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    cacheable.is_public = True  # type: ignore[attr-defined]  # languages.LanguageMiddleware asks
    return cacheable
