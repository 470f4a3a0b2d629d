"""What does the start page say? The same to anybody; and where to go on to who is signed in."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from accounts.models import User
from applications import figures
from applications.models import Application
from common.public_pages import public
from guidelines import queries, use_cases
from guidelines.pack import Pack, Tier

RESUMED = 3  # so many applications are named; the list of all is one link away


@require_safe
@vary_on_cookie
def home(request: HttpRequest) -> HttpResponse:
    """What needs approval, what one needs, how long it takes, and where to begin or to go on."""
    return _own(request) if settings.SESSION_COOKIE_NAME in request.COOKIES else _shared(request)


@public
def _shared(request: HttpRequest) -> HttpResponse:
    """For anybody: neither session nor cookies, cacheable."""
    return render(request, "home.html", {"frame": "base_public.html", **_context()})


@cache_control(private=True, no_cache=True)
def _own(request: HttpRequest) -> HttpResponse:
    """For one person, with the applications that are under way."""
    under_way = _under_way(request.user) if isinstance(request.user, User) else []
    context = {"frame": "base.html", "under_way": under_way, **_context()}
    return render(request, "home.html", context)


def _under_way(person: User) -> list[Application]:
    known = Application.objects.of_applicant(person).under_way().select_related("organisation")
    return list(known.order_by("-updated_at", "-pk")[:RESUMED])


def _context() -> dict[str, Any]:
    """What the pack in force says; little before the first one is published."""
    pack = queries.pack_in_force()
    if pack is None:
        return {"question_count": 0, "examples": None, "times": []}
    return {
        "question_count": len(pack.eligibility.questions) if pack.eligibility else 0,
        "examples": use_cases.of_start_page(pack),
        "times": _times(pack),
        "days": figures.WINDOW.days,
        "fewest": figures.FEWEST_ORGANISATIONS,
    }


def _times(pack: Pack) -> list[dict[str, Any]]:
    """For each tier that can be approved: what is aimed at, and what it came to of late."""
    measured = figures.by_tier()
    return [
        {"tier": tier, "consequence": pack.consequences[tier], "figure": measured.get(tier)}
        for tier in Tier
        if tier is not Tier.PROHIBITED
    ]
