"""How does a page name a tier?"""

from django.template import Library

from guidelines import tier_words

register = Library()


@register.filter
def tier_word(tier: str) -> str:
    """`{{ application.tier|tier_word }}`."""
    return tier_words.word(tier)
