"""Where does signing in differ from what allauth does by itself?"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Where people land."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff start in the admin, everybody else with their applications."""
        if isinstance(request.user, User) and request.user.is_staff:
            return reverse("admin:index")
        return str(super().get_login_redirect_url(request))


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """What we take over from the single sign-on."""

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> User:
        """Keep the name as one field."""
        user: User = super().populate_user(request, sociallogin, data)
        parts = [data.get("first_name"), data.get("last_name")]
        user.name = str(data.get("name") or " ".join(filter(None, parts)))[:150]
        return user


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """How second factors are kept: TOTP seeds and recovery codes are encrypted in the database."""

    def encrypt(self, text: str) -> str:
        """Encrypt under the newest key."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt under whichever key it was encrypted with."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.ANSWER_KEYS])
