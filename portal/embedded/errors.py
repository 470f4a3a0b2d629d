"""What keeps the embedded services from starting?"""


class CannotStart(Exception):
    """The services cannot start; `str(error)` says why and what to do."""
