"""Who is there: people, their organisations, invitations and personal API tokens."""

from accounts.models.organisations import Invitation, Membership, Organisation
from accounts.models.people import User
from accounts.models.tokens import TOKEN_LIFETIME_MAX, ApiToken

__all__ = ["TOKEN_LIFETIME_MAX", "ApiToken", "Invitation", "Membership", "Organisation", "User"]
