"""How do programs carry what applicant and reviewers say to each other?"""

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.requests import signed_in_user
from applications.api import examples
from applications.api.base import ApplicationView, page, valid
from applications.serializers.conversation import (
    MessageSerializer,
    NewMessageSerializer,
    ReplySerializer,
    RequestSerializer,
)
from applications.services import conversation
from common.api import CursorPagination

if TYPE_CHECKING:
    from applications.models import InformationRequest


class ApplicationMessages(ApplicationView):
    """What applicant and reviewers say to each other."""

    pagination_class = CursorPagination

    @extend_schema(
        operation_id="applications_messages",
        summary="Read the messages",
        responses=MessageSerializer(many=True),
        examples=[examples.MESSAGE],
    )
    def get(self, request: Request, reference: str) -> Response:
        """Newest first."""
        messages = self.one(request, reference).messages.all()
        return page(self, request, messages, MessageSerializer)

    @extend_schema(
        operation_id="applications_write",
        summary="Write to the reviewers",
        request=NewMessageSerializer,
        responses={201: MessageSerializer},
        examples=[examples.NEW_MESSAGE, examples.MESSAGE],
    )
    def post(self, request: Request, reference: str) -> Response:
        """Say something to the reviewers, who get it by mail too."""
        application = self.one(request, reference)
        sent = valid(NewMessageSerializer(data=request.data))
        message = conversation.write(
            application, sent["body"], by=signed_in_user(request), from_staff=False
        )
        return Response(MessageSerializer(message).data, HTTPStatus.CREATED)


class ApplicationReply(ApplicationView):
    """Answering a request for changes."""

    @extend_schema(
        operation_id="applications_reply",
        summary="Answer a request for changes",
        request=ReplySerializer,
        responses=RequestSerializer,
        examples=[examples.REPLY, examples.REQUEST],
    )
    def post(self, request: Request, reference: str, request_id: int) -> Response:
        """Answer in words, beside the changed answer; it is sent with the resubmission."""
        application = self.one(request, reference)
        asked: InformationRequest = get_object_or_404(application.requests.all(), pk=request_id)
        sent = valid(ReplySerializer(data=request.data))
        conversation.reply(asked, sent["text"], by=signed_in_user(request))
        return Response(RequestSerializer(asked).data)
