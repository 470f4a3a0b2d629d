"""What does an open desk say and learn every half minute?

It says that somebody is there, which keeps their claim alive; it learns who else is there, how long
the claim holds, and what has changed since it was made.
"""

from http import HTTPStatus

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from common.errors import DomainError
from reviews import desk_news, leases_in_words, presence, queries, seen, services
from reviews.admin.found import reviewable, small_number


@require_POST
def beat(request: SignedInRequest, reference: str) -> HttpResponse:
    """Stay at the desk; `keep`: claim it (again), `active`: somebody is working on the page."""
    application = reviewable(request, reference)
    problem = ""
    try:
        if "keep" in request.POST:
            services.claim(application, by=request.user)
        elif "active" in request.POST:
            services.keep_alive(application, by=request.user)
    except DomainError as error:
        problem = str(error)
    lease = queries.lease_on(application)
    told = {
        "problem": problem,
        "news": desk_news.news(application, page_of(request), by=request.user),
        "others": leases_in_words.presence(presence.enter(application, by=request.user)),
        "lease": leases_in_words.lease(lease, by=request.user),
        "seconds": leases_in_words.seconds_left(lease, by=request.user),
    }
    return JsonResponse(told, status=HTTPStatus.OK, headers={"Cache-Control": "no-store"})


def page_of(request: SignedInRequest) -> desk_news.Page:
    """What the page that was sent says about itself."""
    return desk_news.Page(
        position=small_number(request.POST.get("at", "")),
        revision=small_number(request.POST.get("revision", "")),
        shown=seen.from_text(request.POST["seen"]) if "seen" in request.POST else None,
    )
