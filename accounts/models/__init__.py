"""Who is there: people, their organisations, invitations, API tokens and connected programs."""

from accounts.models.connections import Connection
from accounts.models.domains import Address, OrganisationDomain, PersonDomain, SharedDomain
from accounts.models.kept_answers import KeptAnswer
from accounts.models.organisations import Invitation, Membership, Organisation
from accounts.models.past import PastMembership
from accounts.models.people import User
from accounts.models.tokens import TOKEN_LIFETIME_MAX, ApiToken

__all__ = [
    "TOKEN_LIFETIME_MAX",
    "Address",
    "ApiToken",
    "Connection",
    "Invitation",
    "KeptAnswer",
    "Membership",
    "Organisation",
    "OrganisationDomain",
    "PastMembership",
    "PersonDomain",
    "SharedDomain",
    "User",
]
