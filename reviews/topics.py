"""What may distress a reader: the topics that applicants name, and how heavy each is."""

from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings

from guidelines.pack import Pack

TOPICS_QUESTION: Final = "B10"
NONE: Final = "none"  # the option that says that nothing may distress
HEAVY: Final = 2  # from this severity on, two in a row are avoided
LIGHTEST: Final = 1


def named(chosen: Any) -> frozenset[str]:
    """The topics in an answer to the question, less the one that says there are none."""
    return frozenset(topic for topic in chosen or () if topic != NONE)


def labels(pack: Pack, chosen: Any) -> tuple[str, ...]:
    """The same as the pack words them, in the order of the answer."""
    known = pack.question_index.get(TOPICS_QUESTION)
    words = known.labels if known else {}
    return tuple(words.get(topic, topic) for topic in chosen or () if topic != NONE)


def offered(pack: Pack) -> dict[str, str]:
    """All that the pack's form offers, with its words."""
    question = pack.question_index.get(TOPICS_QUESTION)
    words = question.labels if question else {}
    return {topic: str(label) for topic, label in words.items() if topic != NONE}


def severity(topics: Iterable[str]) -> int:
    """The highest among the topics; 0 if there are none. One without a number is a light one."""
    return max((settings.TOPIC_SEVERITY.get(topic, LIGHTEST) for topic in topics), default=0)


def heavy() -> list[str]:
    """The topics of which no two are offered in a row where something lighter waits."""
    return [topic for topic, weight in settings.TOPIC_SEVERITY.items() if weight >= HEAVY]
