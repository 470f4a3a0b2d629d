"""What an applicant does to an application besides answering: submit, withdraw, write."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from applications.services import conversation, submissions
from applications.states import Action, Role, Status, WrongState, actions_for
from applications.views import detail, found
from common.errors import DomainError
from common.form_keys import form_key


@require_POST
@login_required
def submit(request: SignedInRequest, reference: str) -> HttpResponse:
    """Hand the answers to the reviewers."""
    application = found.own(request, reference)
    try:
        submissions.submit(application, by=request.user)
    except WrongState as error:  # sent twice, or a colleague was faster: it is what they wanted
        if application.status != Status.SUBMITTED:
            messages.error(request, str(error))
            return redirect(application)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("applications:check", reference)
    return redirect("applications:submitted", reference)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdraw(request: SignedInRequest, reference: str) -> HttpResponse:
    """Take the application back, after asking once."""
    application = found.own(request, reference)
    if request.method == "POST":
        try:
            submissions.withdraw(application, by=request.user)
            messages.success(request, f"{application} has been withdrawn.")
        except DomainError as error:
            messages.error(request, str(error))
        return redirect(application)
    allowed = actions_for(application.status, Role.APPLICANT)
    is_appeal = Action.WITHDRAW_APPEAL in allowed
    if Action.WITHDRAW not in allowed and not is_appeal:
        return redirect(application)
    context = {"application": application, "is_appeal": is_appeal}
    return render(request, "applications/application_withdraw.html", context)


@require_POST
@login_required
def message(request: SignedInRequest, reference: str) -> HttpResponse:
    """Write to the reviewers; what was refused stays in the box."""
    application = found.own(request, reference)
    try:
        conversation.write(
            application,
            request.POST.get("body", ""),
            by=request.user,
            from_staff=False,
            key=form_key(request.POST),
        )
    except DomainError as error:
        return detail.page(request, application, problem=str(error), status=error.status)
    messages.success(request, gettext("Your message has been sent."))
    return redirect(f"{application.get_absolute_url()}#messages")
