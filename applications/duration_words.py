"""How is a stretch of time said, so that it promises nothing? Rounded up, in hours or days."""

import math
from datetime import timedelta
from typing import Final

from django.utils.translation import ngettext

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
IN_HOURS: Final = timedelta(days=2)  # up to here; beyond, nobody counts hours


def words(length: timedelta) -> str:
    """`5 hours`, `3 days`: the next whole one above."""
    if length <= IN_HOURS:
        count = max(1, math.ceil(length / HOUR))
        return ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}
    count = math.ceil(length / DAY)
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}
