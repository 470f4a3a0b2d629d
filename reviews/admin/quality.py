"""The pages of quality: second looks for reviewers, agreement and tasks for the policy owners."""

import json
from http import HTTPStatus
from typing import Any, ClassVar, Final

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.requests import SignedInRequest
from common.errors import DomainError
from reviews import desk_answers, feedback, pairs, quality
from reviews.admin import what_ifs
from reviews.admin.found import for_reviewers
from reviews.admin.own_pages import OwnPages, Page, for_either, for_policy_owners
from reviews.mark_words import MARK_WORDS
from reviews.models import PolicyTask, Quality, QualityReview
from reviews.periods import period_from
from reviews.services import MarkInput, policy_tasks, quality_reviews

PAGE_SIZE: Final = 50
Marks = dict[str, MarkInput]


@require_safe
@cache_control(private=True, no_store=True)
def show(request: SignedInRequest) -> HttpResponse:
    """What waits for a second look, by when, and what one holds; neither name nor reference."""
    now = timezone.now()
    context = {
        "mine": QualityReview.objects.held_by(request.user, now),
        "offered": quality.offered(request.user, now=now).order_by("due_at", "pk")[:PAGE_SIZE],
        "is_owner": request.user.is_policy_owner,
    }
    return _page(request, "quality", context)


@require_POST
def take(request: SignedInRequest, review_id: int = 0) -> HttpResponse:
    """Take up this one, or the next."""
    try:
        review = (
            quality_reviews.take_up(_known(review_id), by=request.user)
            if review_id
            else quality_reviews.take_next(by=request.user)
        )
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("admin:reviews_quality")
    if review is None:
        messages.info(request, gettext("Nothing waits for a second look by you."))
        return redirect("admin:reviews_quality")
    return redirect("admin:reviews_quality_sheet", review.pk)


@require_safe
@cache_control(private=True, no_store=True)
def sheet(request: SignedInRequest, review_id: int) -> HttpResponse:
    """The answers and the empty checklist; nothing else about the application."""
    held = QualityReview.objects.held_by(request.user, timezone.now())
    found = held.select_related("revision__pack")
    return _sheet(request, get_object_or_404(found, pk=review_id))


@require_POST
def answer(request: SignedInRequest, review_id: int) -> HttpResponse:
    """Keep the answers, finish, or give it back."""
    review, marks = _known(review_id), _posted(request)
    act = ACTS.get(request.POST.get("act", ""), _save)
    try:
        said = act(review, marks, request.user)
    except DomainError as error:
        if _holds(request.user, review):
            return _sheet(request, review, typed=marks, problem=error)
        messages.error(request, str(error))
        return redirect("admin:reviews_quality")
    if said:
        messages.success(request, said)
    if _holds(request.user, review):
        return redirect("admin:reviews_quality_sheet", review.pk)
    return redirect("admin:reviews_quality")


def _holds(by: User, review: QualityReview) -> bool:
    return QualityReview.objects.held_by(by, timezone.now()).filter(pk=review.pk).exists()


def _save(review: QualityReview, marks: Marks, by: User) -> str:
    quality_reviews.answer(review, marks, by=by)
    return gettext("Your answers are saved.")


def _finish(review: QualityReview, marks: Marks, by: User) -> str:
    quality_reviews.answer(review, marks, by=by, finishes=True)
    return gettext("Thank you: your second look is finished.")


def _give_back(review: QualityReview, _: Marks, by: User) -> str:
    quality_reviews.give_back(review, by=by)
    return gettext("Somebody else will look at it again.")


ACTS: Final = {"finish": _finish, "back": _give_back}


@require_safe
@cache_control(private=True, no_store=True)
def agreement(request: SignedInRequest) -> HttpResponse:
    """How far reviewers agree on each check."""
    period = period_from(request.GET)
    found = pairs.agreements(since=period.begins, until=period.ends)
    return _page(request, "agreement", {"period": period, "agreements": found})


@require_safe
def tasks(request: SignedInRequest) -> HttpResponse:
    """What is put before the policy owners, and what was done."""
    known = PolicyTask.objects.select_related("pack")
    context = {
        "open": known.open()[:PAGE_SIZE],
        "closed": known.exclude(closed_at=None).order_by("-closed_at", "-pk")[:PAGE_SIZE],
    }
    return _page(request, "policy_tasks", context)


@require_POST
def close_task(request: SignedInRequest, task_id: int) -> HttpResponse:
    """Close one with what was done."""
    task = get_object_or_404(PolicyTask, pk=task_id)
    try:
        policy_tasks.close(task, request.POST.get("note", ""), by=request.user)
        messages.success(request, gettext("The task is closed."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("admin:reviews_policy_tasks")


@require_safe
@cache_control(private=True, no_store=True)
def feedback_lines(request: SignedInRequest) -> HttpResponseBase:
    """Decided cases as JSON lines, written while they are read."""
    lines = (
        json.dumps(record, ensure_ascii=False, sort_keys=True) + "\n"
        for record in feedback.records(by=request.user)
    )
    answer = StreamingHttpResponse(lines, content_type="application/x-ndjson")
    answer["Content-Disposition"] = 'attachment; filename="feedback.jsonl"'
    return answer


def _page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    site = admin.site.each_context(request)
    return render(request, f"admin/reviews/{name}.html", {**site, **context})


def _known(review_id: int) -> QualityReview:
    found = QualityReview.objects.select_related("revision__pack")
    return get_object_or_404(found, pk=review_id)


def _sheet(
    request: SignedInRequest,
    review: QualityReview,
    *,
    typed: Marks | None = None,
    problem: DomainError | None = None,
) -> HttpResponse:
    assessment = quality.assessment_of(review)
    context = {
        **admin.site.each_context(request),
        "review": review,
        "sections": quality.sections(assessment),
        "checks": quality.check_rows(review, assessment, typed=typed or {}, problem=problem),
        "mark_words": MARK_WORDS,
        "topics": desk_answers.topics(assessment),
        "problem": problem,
    }
    status = problem.status if problem else HTTPStatus.OK
    return render(request, "admin/reviews/quality_sheet.html", context, status=status)


def _posted(request: SignedInRequest) -> Marks:
    checks = [name.removeprefix("note-") for name in request.POST if name.startswith("note-")]
    return {
        check: MarkInput(request.POST.get(f"mark-{check}", ""), request.POST[f"note-{check}"])
        for check in checks
    }


@admin.register(Quality)
class QualityAdmin(OwnPages):
    """Reviewers and policy owners."""

    pages: ClassVar[tuple[Page, ...]] = (
        ("", for_either(show), "reviews_quality"),
        ("next/", for_reviewers(take), "reviews_quality_next"),
        ("feedback/", for_policy_owners(feedback_lines), "reviews_feedback"),
        ("what-if/", for_policy_owners(what_ifs.show), "reviews_what_ifs"),
        ("what-if/<int:trial_id>/", for_policy_owners(what_ifs.detail), "reviews_what_if"),
        ("agreement/", for_either(agreement), "reviews_agreement"),
        ("tasks/", for_either(tasks), "reviews_policy_tasks"),
        ("tasks/<int:task_id>/", for_policy_owners(close_task), "reviews_policy_task"),
        ("<int:review_id>/", for_reviewers(sheet), "reviews_quality_sheet"),
        ("<int:review_id>/take/", for_reviewers(take), "reviews_quality_take"),
        ("<int:review_id>/answer/", for_reviewers(answer), "reviews_quality_answer"),
    )

    @staticmethod
    def may_enter(user: User) -> bool:
        """Either."""
        return user.is_reviewer or user.is_policy_owner
