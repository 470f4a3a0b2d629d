"""Is a server that did not answer asked again? Not for some seconds: one request waits, not each.

Each process remembers for itself.
"""

import time


class Outage:
    """What is known of one server."""

    def __init__(self, *, seconds: float) -> None:
        self._seconds = seconds
        self._until = 0.0

    @property
    def is_on(self) -> bool:
        """Whether it is too soon to ask again."""
        return time.monotonic() < self._until

    def begin(self) -> None:
        """Note that it has just not answered."""
        self._until = time.monotonic() + self._seconds

    def end(self) -> None:
        """Ask again from now on."""
        self._until = 0.0
