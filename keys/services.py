"""Everything that changes a key: issuing and revoking it."""

from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from accounts import queries as accounts
from accounts.models import Membership, User
from applications.models import Application, Approval
from applications.services.moves import lock
from applications.states import ApprovalStatus
from common import pepper
from common.errors import DomainError
from events import services as events
from keys.keyformat import ENVIRONMENTS, new_key, parts_of
from keys.models import ApiKey

KEYS_PER_APPROVAL = 50
NAME_MAX = 100
EDITORS = frozenset({Membership.Role.OWNER, Membership.Role.EDITOR})
APPLICANT_MAIL = "applicant-mail"


class NoApproval(DomainError):
    """A key exists only after production approval: this application has no approval in force."""


class KeyRefused(DomainError):
    """The key cannot be issued as asked."""


class NotAnEditor(DomainError):
    """Only owners and editors of the organisation can issue and revoke its keys."""

    status = HTTPStatus.FORBIDDEN


@transaction.atomic
def issue(
    application: Application,
    *,
    by: User,
    name: str,
    env: str = "live",
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """Make a key under the approval in force; returns its row and, this once, the key itself."""
    _ensure_editor(application, by=by)
    approval = _active_approval(application)
    cleaned = _checked(approval, name=name, env=env, expires_at=expires_at)

    secret = new_key(settings.KEY_BRAND, env)
    parts = parts_of(secret)
    version, digest = pepper.digest(secret)
    key = approval.keys.create(
        public_id=parts.public_id,
        env=env,
        digest=digest,
        pepper_version=version,
        last4=parts.last4,
        name=cleaned,
        issued_by=by,
        expires_at=expires_at,
    )
    _record(key, "key.issued", by=by)
    return key, secret


@transaction.atomic
def revoke(key: ApiKey, *, by: User) -> None:
    """End a key for good. Revoking it again changes nothing."""
    key.refresh_from_db(from_queryset=ApiKey.objects.select_for_update(of=("self",)))
    _ensure_editor(key.approval.application, by=by)
    if key.revoked_at is not None:
        return
    key.revoked_at = timezone.now()
    key.revoked_by = by
    key.save(update_fields=["revoked_at", "revoked_by"])
    _record(key, "key.revoked", by=by)


def _ensure_editor(application: Application, *, by: User) -> None:
    if accounts.role_in(by, application.organisation) not in EDITORS:
        raise NotAnEditor


def _active_approval(application: Application) -> Approval:
    """The one in force for the use case, locked against its revocation or replacement meanwhile."""
    lock(application.line)
    approval = (
        Approval.objects.select_for_update(of=("self",))
        .filter(line=application.line_id, status=ApprovalStatus.ACTIVE)
        .first()
    )
    if approval is None or not approval.is_active(timezone.now()):
        raise NoApproval
    return approval


def _checked(approval: Approval, *, name: str, env: str, expires_at: datetime | None) -> str:
    cleaned = name.strip()
    if not 1 <= len(cleaned) <= NAME_MAX or "\x00" in cleaned:
        sentence = gettext("Enter a name of 1 to %(most)s characters.")
        raise KeyRefused(sentence % {"most": NAME_MAX})
    if env not in ENVIRONMENTS:
        raise KeyRefused(gettext("Select live or test."))
    if expires_at is not None and expires_at <= timezone.now():
        raise KeyRefused(gettext("The date on which the key expires must lie in the future."))
    of_line = ApiKey.objects.filter(approval__line=approval.line_id, revoked_at=None)
    if of_line.count() >= KEYS_PER_APPROVAL:
        sentence = gettext("At most %(number)s keys: revoke one that you no longer use.")
        raise KeyRefused(sentence % {"number": KEYS_PER_APPROVAL})
    return cleaned


def _record(key: ApiKey, kind: str, *, by: User) -> None:
    events.append(
        key.approval.application.subject,
        kind,
        actor=by,
        data={"key": key.public_id, "env": key.env},
        deliveries=(APPLICANT_MAIL,),
    )
