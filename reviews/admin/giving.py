"""How does work come to reviewers: the next job, a colleague's, and what one says of oneself?"""

from http import HTTPStatus

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from common.errors import DomainError
from reviews import queries, services
from reviews.admin.found import View, act, reviewable
from reviews.forms import AwayForm, HandOverForm, LanguagesForm

form_page = require_http_methods(["GET", "HEAD", "POST"])
HERE = "admin:reviews_availability"


@require_POST
def take_next(request: SignedInRequest) -> HttpResponse:
    """Claim the best job there is and lead to its desk, where one reads why it was this."""
    try:
        taken = services.take_next(request.user)
    except DomainError as error:
        messages.info(request, str(error))
        return redirect("admin:reviews_queue")
    messages.success(request, " ".join(taken.because.in_words()))
    return redirect("admin:reviews_desk", taken.application.reference)


@form_page
def hand_over(request: SignedInRequest, reference: str) -> HttpResponse:
    """Leave it to a colleague by name."""
    application = reviewable(request, reference)
    form = HandOverForm(
        request.POST or None, colleagues=queries.colleagues_for(application, by=request.user)
    )
    if request.method == "POST" and form.is_valid():
        to, note = form.cleaned_data["colleague"], form.cleaned_data["note"]
        try:
            services.hand_over(application, to=to, note=note, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            words = {"reference": reference, "name": to.pseudonym}
            messages.success(request, gettext("%(reference)s waits for %(name)s.") % words)
            return redirect("admin:reviews_queue")
    context = {**admin.site.each_context(request), "application": application, "form": form}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "admin/reviews/hand_over.html", context, status=status)


@act
def decline_hand_over(request: SignedInRequest, *, reference: str) -> str:
    """Put back what a colleague has handed over."""
    services.decline_hand_over(reviewable(request, reference), by=request.user)
    return gettext("%(reference)s is back in the queue.") % {"reference": reference}


@form_page
def availability(request: SignedInRequest) -> HttpResponse:
    """Which languages one reads, and when one is away."""
    said = queries.availability_of(request.user)
    which = request.POST.get("form", "")
    languages = LanguagesForm(
        request.POST if which == "languages" else None, initial={"languages": said.languages}
    )
    away = AwayForm(
        request.POST if which == "away" else None,
        initial={"first": said.away_from, "last": said.away_until},
    )
    if _is_kept(request, languages, away):
        return redirect(HERE)
    context = {
        **admin.site.each_context(request),
        "languages": languages,
        "away": away,
        "said": said,
    }
    has_errors = bool(languages.errors or away.errors)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if has_errors else HTTPStatus.OK
    return render(request, "admin/reviews/availability.html", context, status=status)


def _is_kept(request: SignedInRequest, languages: LanguagesForm, away: AwayForm) -> bool:
    """Keep what was sent; what is refused is told in the form."""
    sent = next((form for form in (languages, away) if form.is_bound and form.is_valid()), None)
    if sent is None:
        return False
    try:
        if sent is languages:
            services.set_languages(sent.cleaned_data["languages"], by=request.user)
        else:
            first, last = sent.cleaned_data["first"], sent.cleaned_data["last"]
            services.be_away(first, last, by=request.user)
    except DomainError as error:
        sent.add_error(None, str(error))
        return False
    messages.success(request, gettext("Saved."))
    return True


PAGES: tuple[tuple[str, View, str], ...] = (
    ("next/", take_next, "reviews_next"),
    ("availability/", availability, "reviews_availability"),
    ("<str:reference>/hand-over/", hand_over, "reviews_hand_over"),
    ("<str:reference>/hand-over/decline/", decline_hand_over, "reviews_decline_hand_over"),
)
