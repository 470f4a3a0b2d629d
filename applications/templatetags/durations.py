"""How does a page say a stretch of time?"""

from datetime import timedelta

from django.template import Library

from applications import duration_words

register = Library()


@register.filter
def duration(length: timedelta) -> str:
    """`{{ figure.median|duration }}`: `3 days`."""
    return duration_words.words(length)
