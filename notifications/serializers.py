"""What do notifications and preferences look like to programs?"""

from typing import Any

from rest_framework import serializers

from common.parameters import ListParameters, Rows
from notifications import kinds
from notifications.groups import SETTABLE, Group, Mode
from notifications.models import Notification, Preferences
from notifications.services import Wishes


class NotificationSerializer(serializers.Serializer[Notification]):
    """One person was told of one event."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.CharField(source="event.kind", help_text="Such as `application.approve`.")
    heading = serializers.SerializerMethodField(help_text="The same in a few words.")
    group = serializers.ChoiceField(choices=Group.choices)
    application = serializers.CharField(
        source="application.reference", allow_null=True, default=None
    )
    organisation = serializers.CharField(source="organisation.name")
    place = serializers.CharField(help_text="Where it can be seen, below the portal's address.")
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)

    def get_heading(self, told: Notification) -> str:
        """Call it what the list calls it."""
        return str(kinds.of(told.event).heading)


class NotificationFilters(ListParameters):
    """What narrows the list."""

    unread = serializers.BooleanField(
        required=False, allow_null=True, help_text="Those not read yet, or the rest."
    )
    group = serializers.ListField(
        child=serializers.ChoiceField(choices=Group.choices),
        required=False,
        max_length=20,
        help_text="Repeat it for any of several.",
    )
    application = serializers.CharField(
        required=False, max_length=20, help_text="The reference of the application."
    )

    def narrowed(self, rows: Rows) -> Rows:
        """Return those that all of it holds for."""
        sent = self.validated_data
        lookups = {
            "unread": "read_at__isnull",
            "group": "group__in",
            "application": "application__reference",
        }
        given = {lookup: sent.get(name) for name, lookup in lookups.items()}
        return rows.filter(**{k: v for k, v in given.items() if v not in (None, "", [])})


class ReadSerializer(serializers.Serializer[Any]):
    """Up to where everything was read."""

    up_to = serializers.UUIDField(
        help_text="The newest one that was seen; what came since stays unread."
    )


class ReadCountSerializer(serializers.Serializer[Any]):
    """What was marked."""

    marked = serializers.IntegerField()


class PreferencesSerializer(serializers.Serializer[Preferences]):
    """How news reaches the person by mail. Decisions always come at once."""

    digest_hour = serializers.ChoiceField(
        choices=list(range(24)), help_text="On the clock of the time zone."
    )
    time_zone = serializers.CharField(max_length=60, help_text="Such as `Europe/Berlin`.")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """A field for each group that one may set."""
        modes = {g.value: serializers.ChoiceField(choices=Mode.choices) for g in SETTABLE}
        return {**modes, **super().get_fields()}

    def wishes(self) -> Wishes:
        """What is wanted now: what was sent, and the rest as it was."""
        before: Preferences = self.instance  # type: ignore[assignment]  # given by the view
        sent = self.validated_data
        return Wishes(
            {group: Mode(sent.get(group.value, before.mode_of(group))) for group in SETTABLE},
            digest_hour=sent.get("digest_hour", before.digest_hour),
            time_zone=sent.get("time_zone", before.time_zone),
        )


class PreferencesChangeSerializer(PreferencesSerializer):
    """What of it is to change; what is left out stays."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """The same fields, none of them needed."""
        fields = super().get_fields()
        for field in fields.values():
            field.required = False
        return fields
