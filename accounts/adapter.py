"""Where does signing in differ from what allauth does by itself?"""

from collections.abc import Iterable
from typing import Any, Literal

from allauth.account.adapter import DefaultAccountAdapter
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import Client
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.urls import reverse

from accounts import emails
from accounts.models import User
from accounts.scopes import Scope


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Where people land, and what they are written."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff start in the admin, everybody else with their applications."""
        if isinstance(request.user, User) and request.user.is_staff:
            return reverse("admin:index")
        return str(super().get_login_redirect_url(request))

    def render_mail(
        self,
        template_prefix: str,
        email: str,
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMultiAlternatives:
        """Every mail in two parts, in our own words."""
        return emails.about_account(template_prefix, email, context)


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


class IdentityAdapter(DefaultOIDCAdapter):  # type: ignore[misc]
    """What programs learn that people sign in to."""

    def get_issuer(self) -> str:
        """One name, whatever host name a request came by."""
        return str(settings.SITE_URL).rstrip("/")

    def get_user_sub(self, client: Client, user: User) -> str:
        """Name people by what is public of them."""
        return str(user.public_id)

    def get_user_by_sub(self, client: Client, sub: str) -> User | None:
        """Find them by it."""
        try:
            return User.objects.filter(public_id=sub, is_active=True).first()
        except ValidationError:
            return None

    def get_claims(
        self,
        purpose: Literal["id_token", "userinfo"],
        user: User,
        client: Client,
        scopes: Iterable[str],
        **kwargs: Any,
    ) -> dict[str, Any]:
        """Say who signed in: whoever may ask at all has been let in by the person."""
        sub = self.get_user_sub(client, user)
        return {"sub": sub, "name": str(user), "email": user.email, "email_verified": True}

    def populate_server_metadata(self, data: dict[str, Any]) -> None:
        """Name our own scopes, and of the ways to sign in only those that a client here has."""
        data["scopes_supported"] = ["openid", *Scope.values]
        data["grant_types_supported"] = [
            Client.GrantType.DEVICE_CODE.value,
            Client.GrantType.REFRESH_TOKEN.value,
        ]


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.ANSWER_KEYS])
