"""How does a page name a tier, and the weight of a check?"""

from django.template import Library

from guidelines import tier_words

register = Library()


@register.filter
def tier_word(tier: str) -> str:
    """`{{ application.tier|tier_word }}`."""
    return tier_words.word(tier)


@register.filter
def severity_word(severity: str) -> str:
    """`{{ check.severity|severity_word }}`."""
    return tier_words.severity(severity)
