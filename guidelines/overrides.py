"""To which tiers may a reviewer lead the result of the rules, up or down? Pure."""

from typing import Final

from guidelines.assessment import Assessment
from guidelines.pack import Tier

GRANTABLE: Final = (Tier.LOW, Tier.MEDIUM, Tier.HIGH)


def up(assessment: Assessment) -> tuple[Tier, ...]:
    """The stricter tiers, by one person. What is prohibited is at the end, and nothing goes there
    but by the marks of the checklist.
    """
    return tuple(tier for tier in GRANTABLE if tier.rank > assessment.tier.rank)


def down(assessment: Assessment) -> tuple[Tier, ...]:
    """The tiers at which it may be granted instead, if two people agree: not below the floor."""
    if assessment.tier is Tier.PROHIBITED:
        return ()
    lowest, highest = assessment.verdict.floor.rank, assessment.residual.rank
    return tuple(tier for tier in GRANTABLE if lowest <= tier.rank < highest)
