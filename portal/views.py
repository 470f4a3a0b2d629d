"""What does the start page say? For anybody: no session, no cookies, cacheable."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from common.public_pages import public
from guidelines import queries
from guidelines.models import PackVersion
from guidelines.pack import Consequence, Tier


@public
def home(request: HttpRequest) -> HttpResponse:
    """What needs approval, what one needs, what happens, and where to begin."""
    return render(request, "home.html", {"consequences": _consequences()})


def _consequences() -> list[tuple[Tier, Consequence]]:
    """What follows from each tier that can be approved; nothing before the first policy."""
    version = PackVersion.objects.in_force().first()
    if version is None:
        return []
    consequences = queries.compiled(version).consequences
    return [(tier, consequences[tier]) for tier in Tier if tier is not Tier.PROHIBITED]
