"""What are the marks of a check called?"""

from typing import Final

from django.utils.translation import pgettext_lazy

MARK_WORDS: Final = {
    "meets": pgettext_lazy("mark", "meets"),
    "gap": pgettext_lazy("mark", "gap"),
    "violates": pgettext_lazy("mark", "violates"),
    "unclear": pgettext_lazy("mark", "unclear"),
    "n_a": pgettext_lazy("mark", "n/a"),
}
