"""Where does an application stand, and what do its answers come to?"""

from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts import queries as accounts
from accounts.models import Membership
from accounts.requests import SignedInRequest
from applications import check_page, exchanges, people, queries, status_page
from applications.models import Application
from applications.states import Role, actions_for
from applications.task_list import task_list
from applications.views import found


@require_safe
@login_required
def detail(request: SignedInRequest, reference: str) -> HttpResponse:
    """The task list while answers may change, else the status page."""
    return page(request, found.own(request, reference))


def page(
    request: SignedInRequest, application: Application, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """The page of an application; `problem` says why a message just written was not sent."""
    role = accounts.role_in(request.user, application.organisation)
    context = {
        **status_page.context(application),
        "can_edit": role in accounts.WRITERS,
        "is_owner": role == Membership.Role.OWNER,
        "people": accounts.members_of(application.organisation),
        "can_delete": role == Membership.Role.OWNER and application.is_deletable,
        "actions": actions_for(application.status, Role.APPLICANT),
        "problem": problem,
        "has_errors": bool(problem),
        "written": request.POST.get("body", ""),
        "message_key": request.POST.get("key") or uuid4(),
    }
    if application.is_editable:
        return render(
            request, "applications/task_list.html", context | _tasks(application), status=status
        )
    return render(request, "applications/application_detail.html", context, status=status)


def _tasks(application: Application) -> dict[str, Any]:
    assessment = queries.assess_draft(application)
    requested = set(application.requests.open().values_list("question", flat=True))
    problems = queries.problems(application, assessment)
    versions = queries.with_versions(problems)
    tasks = task_list(
        assessment,
        problems,
        requested=requested,
        versions=versions,
        assigned=people.on_sections(application),
    )
    return {"tasks": tasks}


@require_safe
@login_required
def check(request: SignedInRequest, reference: str) -> HttpResponse:
    """All answers on one page, what is missing, the tier they come to, and the declaration."""
    application = found.own(request, reference)
    if not application.is_editable:
        return redirect(application)
    context = {
        **check_page.context(application),
        "can_edit": accounts.can_edit(request.user, application.organisation),
    }
    return render(request, "applications/application_check.html", context)


@require_safe
@login_required
def answers(request: SignedInRequest, reference: str) -> HttpResponse:
    """All answers, for reading."""
    context = check_page.context(found.own(request, reference))
    return render(request, "applications/application_answers.html", context)


@require_safe
@login_required
def asked_and_answered(request: SignedInRequest, reference: str) -> HttpResponse:
    """What was asked about each submission, what was answered, and what was said in between."""
    application = found.own(request, reference)
    context = {"application": application, "exchanges": exchanges.exchanges(application)}
    return render(request, "applications/exchange_list.html", context)


@require_safe
@login_required
def submitted(request: SignedInRequest, reference: str) -> HttpResponse:
    """The confirmation."""
    application = found.own(request, reference)
    if application.is_editable or application.revision is None:
        return redirect(application)
    return render(request, "applications/application_submitted.html", {"application": application})
