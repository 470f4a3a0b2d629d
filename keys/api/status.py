"""What does a program learn about a key by showing it?"""

import logging

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.endpoints import Endpoint
from keys.authentication import KeyAuthentication
from keys.decision import Deny, decide
from keys.models import ApiKey
from keys.serializers import KeyStatusSerializer, key_status

logger = logging.getLogger(__name__)


class KeyStatusView(Endpoint):
    """Answers about the key that stands in the Authorization header, and nobody else's."""

    authentication_classes = (KeyAuthentication,)
    permission_classes = ()

    @extend_schema(
        operation_id="key_status",
        summary="Ask about a key by showing it",
        responses=KeyStatusSerializer,
        examples=[
            OpenApiExample(
                "active",
                value={
                    "key": "7Kd9QmZx2V",
                    "env": "live",
                    "status": "active",
                    "detail": "This key is active.",
                    "approval": {
                        "id": "0d0a0a5e-4e2f-4f1c-9f0e-3a4b5c6d7e8f",
                        "application": "GA-7QK2M9XD",
                        "tier": "low",
                        "pack": "starter@1.1.0",
                        "valid_from": "2026-11-23T10:00:00Z",
                        "valid_until": "2028-11-23T10:00:00Z",
                    },
                    "models": ["gate-small", "gate-large"],
                    "limits": {"CO-RATE": {"rpm": 60, "scope": "key"}},
                    "conditions": [{"id": "CO-RATE", "params": {"rpm": 60, "scope": "key"}}],
                    "expires_at": "2028-11-23T10:00:00Z",
                },
            ),
            OpenApiExample(
                "revoked",
                value={
                    "key": "7Kd9QmZx2V",
                    "env": "live",
                    "status": "revoked",
                    "detail": "This key no longer works. Its owner finds the reason in the portal.",
                },
            ),
        ],
    )
    def get(self, request: Request) -> Response:
        key = request.auth
        if not isinstance(key, ApiKey):
            raise NotAuthenticated
        verdict = decide(key.facts(), now=timezone.now())
        if isinstance(verdict, Deny):
            logger.info("key %s refused: %s", key.public_id, verdict.reason)
        return Response(key_status(key, verdict), headers={"Cache-Control": "no-store"})
