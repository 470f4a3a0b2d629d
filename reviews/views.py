"""What does an outside adviser see, who has a link and no account?"""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from common.errors import DomainError
from reviews import sharing
from reviews.models.advice import OPINION_MAX, Advice, Recommendation, StakeholderGroup
from reviews.services import advice as services


@csrf_exempt  # the address is the secret, and no cookie lends anybody power here
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def advise(request: HttpRequest, secret: str) -> HttpResponse:
    """First for whom one speaks, then what was shared; looking changes nothing."""
    response = _advise(request, services.find(secret))
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _advise(request: HttpRequest, advice: Advice | None) -> HttpResponse:
    if advice is None or advice.is_over:
        status = HTTPStatus.OK if advice and advice.declared_at else HTTPStatus.GONE
        return render(request, "reviews/advice_over.html", {"advice": advice}, status=status)
    problem = None
    if request.method == "POST":
        try:
            _act(request, advice)
        except DomainError as error:
            problem = error
        else:
            return redirect(request.path)
    context = {
        "advice": advice,
        "shared": sharing.read(advice) if advice.declared_at else (),
        "groups": StakeholderGroup.choices,
        "recommendations": Recommendation.choices,
        "opinion": request.POST.get("opinion", ""),
        "opinion_max": OPINION_MAX,
        "problem": problem,
    }
    status = problem.status if problem else HTTPStatus.OK
    return render(request, "reviews/advice_detail.html", context, status=status)


def _act(request: HttpRequest, advice: Advice) -> None:
    """Whichever of the two forms was sent."""
    if advice.declared_at is None:
        has_conflict = request.POST.get("has_conflict", "")
        if has_conflict not in {"yes", "no"}:
            raise services.NotDeclared
        told = request.POST.get("conflict", "").strip() or "yes"
        services.declare_standing(
            advice,
            group=request.POST.get("group", ""),
            conflict=told if has_conflict == "yes" else "",
        )
    else:
        services.give(
            advice,
            opinion=request.POST.get("opinion", ""),
            recommendation=request.POST.get("recommendation", ""),
        )
