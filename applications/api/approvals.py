"""What can programs do with approvals: list them, read one with its dates, give it up?"""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.endpoints import Endpoint
from accounts.requests import signed_in_user
from accounts.scopes import Scope
from applications import lines, outcome_words
from applications.api import examples_after as examples
from applications.api.base import page
from applications.models import Approval
from applications.serializers.after import (
    ApprovalDetailSerializer,
    ApprovalFilters,
    ApprovalLineSerializer,
)
from applications.services import approvals
from common.api import CursorPagination
from guidelines import queries as guidelines


class ApprovalView(Endpoint):
    """What all addresses of approvals share: the scopes, and who finds what."""

    read_scope = Scope.APPLICATIONS_READ
    write_scope = Scope.APPLICATIONS_WRITE

    def found(self, request: Request) -> QuerySet[Approval]:
        """Return the approvals of the person's organisations; others do not exist for them."""
        mine = Approval.objects.of(signed_in_user(request))
        return mine.select_related("application__organisation", "organisation", "pack", "successor")

    def one(self, request: Request, public_id: UUID) -> Approval:
        """Return the approval that the address names."""
        return get_object_or_404(self.found(request), public_id=public_id)

    def shown(self, approval: Approval) -> Response:
        """Answer with the approval, its conditions, and what may be done about it now."""
        pack = guidelines.compiled(approval.pack)
        context = {
            "conditions": outcome_words.conditions(pack, approval.conditions),
            "recertify_from": approval.valid_until - lines.RECERTIFY_BEFORE,
            "actions": lines.actions_about(approval, now=timezone.now()),
        }
        return Response(ApprovalDetailSerializer(approval, context=context).data)


class ApprovalList(ApprovalView):
    """The approvals of the person's organisations."""

    pagination_class = CursorPagination

    @extend_schema(
        operation_id="approvals_list",
        summary="List your organisations' approvals",
        responses=ApprovalLineSerializer(many=True),
        parameters=[ApprovalFilters],
        examples=[examples.APPROVAL_LINE],
    )
    def get(self, request: Request) -> Response:
        """Newest first. All that is asked for has to hold."""
        mine = self.found(request)
        return page(self, request, mine, ApprovalLineSerializer, filters=ApprovalFilters)


class ApprovalDetail(ApprovalView):
    """One approval."""

    @extend_schema(
        operation_id="approvals_read",
        summary="Read an approval",
        responses=ApprovalDetailSerializer,
        examples=[examples.APPROVAL],
    )
    def get(self, request: Request, public_id: UUID) -> Response:
        """Its conditions with their dates, until when it holds, and what may follow."""
        return self.shown(self.one(request, public_id))


class ApprovalRelinquish(ApprovalView):
    """Giving up."""

    @extend_schema(
        operation_id="approvals_relinquish",
        summary="Give an approval up",
        request=None,
        responses=ApprovalDetailSerializer,
        examples=[examples.APPROVAL],
    )
    def post(self, request: Request, public_id: UUID) -> Response:
        """Its keys stop at once, and it cannot be undone."""
        approval = self.one(request, public_id)
        approvals.relinquish(approval, by=signed_in_user(request))
        return self.shown(approval)
