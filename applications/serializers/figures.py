"""How do the figures of decisions look in the API?"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from rest_framework import serializers

from applications.figures import WINDOW, Figure
from guidelines.pack import Tier

HOUR: Final = timedelta(hours=1)


class TierFigureSerializer(serializers.Serializer[Any]):
    """One tier; the numbers are null until enough organisations have a decision."""

    tier = serializers.ChoiceField(choices=[str(tier) for tier in Tier])
    decisions = serializers.IntegerField(allow_null=True)
    median_hours = serializers.FloatField(allow_null=True)
    p90_hours = serializers.FloatField(allow_null=True)


class FiguresSerializer(serializers.Serializer[Any]):
    """How long decisions took within a window that moves on."""

    window_days = serializers.IntegerField()
    tiers = TierFigureSerializer(many=True)


def values(figures: Mapping[str, Figure]) -> dict[str, Any]:
    """Return every tier, those without figures too."""
    tiers = [_of_tier(tier, figures.get(tier)) for tier in Tier]
    return {"window_days": WINDOW.days, "tiers": tiers}


def _of_tier(tier: Tier, figure: Figure | None) -> dict[str, Any]:
    return {
        "tier": str(tier),
        "decisions": figure and figure.decisions,
        "median_hours": figure and round(figure.median / HOUR, 1),
        "p90_hours": figure and round(figure.p90 / HOUR, 1),
    }
