"""The `gatehouse` command: an applicant's side of the portal, from a shell. It speaks REST only."""

__version__ = "0.1.0"
