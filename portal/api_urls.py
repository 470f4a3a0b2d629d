"""Every address of the REST API, below /api/v1/."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpResponseBase
from django.urls import URLPattern, path, re_path
from drf_spectacular import renderers
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from accounts.api import Me
from applications.api import (
    acts,
    after,
    answers,
    application,
    approvals,
    conversation,
    drafting,
    figures,
    files,
    listing,
    packs,
    precheck,
    revisions,
)
from common.api import not_found
from keys.api import management as keys
from keys.api.status import KeyStatusView
from notifications import api as notifications
from reviews import api as reviews

ONE = "applications/<slug:reference>"
KEY = "keys/<slug:key_id>"
APPROVAL = "approvals/<uuid:public_id>"
REVISION = f"{ONE}/revisions/<int:number>"
REVIEW = "reviews/<slug:reference>"
View = Callable[..., HttpResponseBase]

app_name = "api"
schema = SpectacularAPIView.as_view(
    renderer_classes=[
        renderers.OpenApiJsonRenderer2,
        renderers.OpenApiJsonRenderer,
        renderers.OpenApiYamlRenderer2,
        renderers.OpenApiYamlRenderer,
    ]
)
docs = SpectacularSwaggerSplitView.as_view(url_name="api:schema")


def either(route: str, view: View, *, name: str) -> Iterator[URLPattern]:
    """Answer with and without the slash at the end: a redirect would lose what is posted.

    The first is the address that we document.
    """
    yield path(route, view, name=name)
    yield path(route.removesuffix("/") if route.endswith("/") else f"{route}/", view)


def documented(endpoints: list[Any], **_: Any) -> list[Any]:
    """Keep each address once in the OpenAPI document; a preprocessing hook of drf-spectacular."""
    routes = {f"/api/v1/{pattern.pattern}" for pattern in urlpatterns if pattern.name}
    paths = {re.sub(r"<\w+:(\w+)>", r"{\1}", route) for route in routes}
    return [endpoint for endpoint in endpoints if endpoint[0] in paths]


urlpatterns: list[URLPattern] = [
    *either("schema", schema, name="schema"),
    *either("docs/", docs, name="docs"),
    *either("figures", figures.Figures.as_view(), name="figures"),
    *either("me", Me.as_view(), name="me"),
    *either("precheck", precheck.Precheck.as_view(), name="precheck"),
    *either("form", packs.Form.as_view(), name="form"),
    *either("applications/", listing.ApplicationList.as_view(), name="applications"),
    *either("applications/deleted/", drafting.DeletedApplications.as_view(), name="deleted"),
    *either(f"{ONE}/", application.ApplicationDetail.as_view(), name="application"),
    *either(f"{ONE}/answers/<slug:question>/", answers.ApplicationAnswer.as_view(), name="answer"),
    *either(f"{ONE}/files/", files.ApplicationFiles.as_view(), name="files"),
    *either(f"{ONE}/files/<int:file_id>/", files.ApplicationFile.as_view(), name="file"),
    *either(
        f"{ONE}/files/<int:file_id>/content/",
        files.ApplicationFileContent.as_view(),
        name="file_content",
    ),
    *either(f"{ONE}/form/", packs.ApplicationForm.as_view(), name="application-form"),
    *either(f"{ONE}/check/", precheck.ApplicationCheck.as_view(), name="check"),
    *either(f"{ONE}/submit/", acts.ApplicationSubmit.as_view(), name="submit"),
    *either(f"{ONE}/withdraw/", acts.ApplicationWithdraw.as_view(), name="withdraw"),
    *either(f"{ONE}/decision/", after.ApplicationDecision.as_view(), name="decision"),
    *either(f"{ONE}/amend/", after.ApplicationAmend.as_view(), name="amend"),
    *either(f"{ONE}/recertify/", after.ApplicationRecertify.as_view(), name="recertify"),
    *either(f"{ONE}/appeal/", after.ApplicationAppeal.as_view(), name="appeal"),
    *either(
        f"{ONE}/appeal/withdraw/", after.ApplicationAppealWithdraw.as_view(), name="appeal-withdraw"
    ),
    *either("approvals/", approvals.ApprovalList.as_view(), name="approvals"),
    *either(f"{APPROVAL}/", approvals.ApprovalDetail.as_view(), name="approval"),
    *either(f"{APPROVAL}/relinquish/", approvals.ApprovalRelinquish.as_view(), name="relinquish"),
    *either(f"{ONE}/delete/", drafting.ApplicationDelete.as_view(), name="delete"),
    *either(f"{ONE}/restore/", drafting.ApplicationRestore.as_view(), name="restore"),
    *either(f"{ONE}/versions/", drafting.ApplicationVersions.as_view(), name="versions"),
    *either(
        f"{ONE}/versions/<int:version_id>/choose/",
        drafting.ApplicationVersionChoice.as_view(),
        name="choose",
    ),
    *either(f"{ONE}/assignments/", drafting.ApplicationAssignments.as_view(), name="assignments"),
    *either(f"{ONE}/revisions/", revisions.ApplicationRevisions.as_view(), name="revisions"),
    *either(f"{REVISION}/", revisions.ApplicationRevision.as_view(), name="revision"),
    *either(f"{REVISION}/copy.json", revisions.RevisionJson.as_view(), name="revision_json"),
    *either(f"{REVISION}/copy.pdf", revisions.RevisionPdf.as_view(), name="revision_pdf"),
    *either(f"{ONE}/messages/", conversation.ApplicationMessages.as_view(), name="messages"),
    *either(
        f"{ONE}/requests/<int:request_id>/reply/",
        conversation.ApplicationReply.as_view(),
        name="reply",
    ),
    *either("notifications/", notifications.NotificationList.as_view(), name="notifications"),
    *either("notifications/read/", notifications.NotificationsRead.as_view(), name="read-all"),
    *either(
        "notifications/preferences/",
        notifications.NotificationPreferences.as_view(),
        name="preferences",
    ),
    *either(
        "notifications/<uuid:public_id>/read/",
        notifications.NotificationRead.as_view(),
        name="read",
    ),
    *either("reviews/", reviews.ReviewList.as_view(), name="reviews"),
    *either("reviews/next/", reviews.ReviewNext.as_view(), name="next"),
    *either(f"{REVIEW}/hand-over/", reviews.ReviewHandOver.as_view(), name="hand-over"),
    *either(f"{REVIEW}/", reviews.ReviewDetail.as_view(), name="review"),
    *either(f"{REVIEW}/claim/", reviews.ReviewClaim.as_view(), name="claim"),
    *either(f"{REVIEW}/release/", reviews.ReviewRelease.as_view(), name="release"),
    *either(f"{REVIEW}/marks/", reviews.ReviewMarks.as_view(), name="marks"),
    *either(f"{REVIEW}/request-changes/", reviews.ReviewChanges.as_view(), name="changes"),
    *either(f"{REVIEW}/decide/", reviews.ReviewDecision.as_view(), name="decide"),
    *either(f"{REVIEW}/undo/", reviews.ReviewUndo.as_view(), name="undo"),
    *either(
        f"{REVIEW}/approval/<slug:action>/", reviews.ReviewApproval.as_view(), name="move-approval"
    ),
    *either(f"{ONE}/keys/", keys.ApplicationKeys.as_view(), name="application_keys"),
    *either("keys/", keys.KeyList.as_view(), name="api_keys"),
    *either(f"{KEY}/", keys.KeyDetail.as_view(), name="api_key"),
    *either(f"{KEY}/roll/", keys.KeyRoll.as_view(), name="roll_key"),
    *either(f"{KEY}/revoke/", keys.KeyRevoke.as_view(), name="revoke_key"),
    *either("key", KeyStatusView.as_view(), name="key"),
    re_path("", not_found),
]
