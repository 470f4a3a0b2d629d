"""How does a program read and save the answer to one question?"""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.requests import signed_in_user
from applications import queries
from applications.api import examples
from applications.api.base import ApplicationView, telling_what_stands, valid
from applications.models import Application
from applications.serializers.application import AnswerSerializer, ValueSerializer
from applications.services import programs
from common.conditional import versions_to_replace
from guidelines import answers
from guidelines.pack import Question


class ApplicationAnswer(ApplicationView):
    """One answer."""

    @extend_schema(
        operation_id="applications_answer_read",
        summary="Read one answer",
        responses={200: AnswerSerializer, 304: None},
        parameters=[examples.IF_NONE_MATCH],
        examples=[examples.ANSWER],
    )
    def get(self, request: Request, reference: str, question: str) -> Response:
        """Tell the answer as it was given, and what is not right about it yet."""
        application = self.one(request, reference)
        return self._answer(application, _question(application, question))

    @extend_schema(
        operation_id="applications_answer_save",
        summary="Save one answer",
        request=ValueSerializer,
        responses=AnswerSerializer,
        parameters=[examples.IF_MATCH_TO_SAVE],
        examples=[examples.VALUE, examples.ANSWER],
    )
    def put(self, request: Request, reference: str, question: str) -> Response:
        """Keep the whole answer, valid or not."""
        application = self.one(request, reference)
        sent = valid(ValueSerializer(data=request.data))
        return self._save(request, application, question, sent["value"])

    @extend_schema(
        operation_id="applications_answer_clear",
        summary="Clear one answer",
        request=None,
        responses={200: AnswerSerializer},
        parameters=[examples.IF_MATCH_TO_SAVE],
        examples=[examples.ANSWER],
    )
    def delete(self, request: Request, reference: str, question: str) -> Response:
        """Leave the question without an answer."""
        return self._save(request, self.one(request, reference), question, None)

    def _save(self, request: Request, application: Application, name: str, value: Any) -> Response:
        question = _question(application, name)
        versions = versions_to_replace(request.headers)
        by = signed_in_user(request)
        with telling_what_stands(lambda: self._answer(application, question)):
            programs.save_one(application, question.id, value, by=by, versions=versions)
        return self._answer(application, question)

    def _answer(self, application: Application, question: Question) -> Response:
        value = application.given_answers().get(question.id)
        checked = answers.check(question, value)
        content = {
            "question": question.id,
            "value": value,
            "detail": answers.sentence(question, checked.code) if checked.code else "",
            "version": application.version,
        }
        return self.tagged(application, AnswerSerializer(content).data)


def _question(application: Application, name: str) -> Question:
    pack = queries.pack_of(application)
    if name not in pack.question_index:
        raise Http404
    return pack.question(name)
