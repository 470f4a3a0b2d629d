"""What narrows a list of applications?"""

from typing import Any, Final

from django.db.models import Q
from rest_framework import serializers

from applications.serializers.assessment import TIER_NAMES
from applications.states import Kind, Status
from common.parameters import ListParameters, Rows

SINCE: Final = "On or after this moment, with its offset: `2026-11-24T00:00:00Z`."


def several(choices: Any, help_text: str) -> serializers.ListField:
    """Build a parameter that may be given more than once."""
    child = serializers.ChoiceField(choices)
    return serializers.ListField(child=child, required=False, max_length=20, help_text=help_text)


class ApplicationFilters(ListParameters):
    """All that is given has to hold."""

    status = several(Status.choices, "Repeat it for any of several.")
    kind = several(Kind.choices, "Repeat it for any of several.")
    tier = several(TIER_NAMES, "Of the last submission; repeat it for any of several.")
    organisation = serializers.UUIDField(required=False)
    created_since = serializers.DateTimeField(required=False, help_text=SINCE)
    updated_since = serializers.DateTimeField(required=False, help_text=SINCE)
    q = serializers.CharField(
        required=False,
        max_length=100,
        help_text="Beginning of the reference, or part of the title.",
    )

    def narrowed(self, rows: Rows) -> Rows:
        """Return those of the applications that all of it holds for."""
        sent = self.validated_data
        plain = {lookup: sent[name] for name, lookup in _LOOKUPS.items() if sent.get(name)}
        return rows.filter(_named(sent.get("q", "")), **plain)


_LOOKUPS: Final = {
    "status": "status__in",
    "kind": "kind__in",
    "tier": "revision__tier__in",
    "organisation": "organisation__public_id",
    "created_since": "created_at__gte",
    "updated_since": "updated_at__gte",
}


def _named(words: str) -> Q:
    return Q(reference__istartswith=words) | Q(title__icontains=words) if words else Q()
