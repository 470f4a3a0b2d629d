"""Whose token is this, and what is it good for?"""

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import queries
from accounts.endpoints import Endpoint
from accounts.requests import signed_in_user
from accounts.serializers import MeSerializer

ME = OpenApiExample(
    "an editor",
    value={
        "id": "0f0a2f0e-6f0f-4a35-9d5c-0c8a4f6f2f11",
        "name": "Anna",
        "email": "anna@example.org",
        "organisations": [
            {"id": "5b0a2f0e-6f0f-4a35-9d5c-0c8a4f6f2f11", "name": "Example Ltd", "role": "editor"}
        ],
        "scopes": ["applications:read", "keys:read"],
    },
    response_only=True,
)


class Me(Endpoint):
    """Whoever asks; any token may learn whose it is."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="me", summary="Ask who you are", responses=MeSerializer, examples=[ME]
    )
    def get(self, request: Request) -> Response:
        """Tell the person, their organisations, and what the token may do."""
        user = signed_in_user(request)
        scopes = getattr(request.auth, "scopes", None)
        organisations = queries.memberships_of(user)
        answer = {"user": user, "organisations": organisations, "scopes": scopes}
        return Response(MeSerializer(answer).data)
