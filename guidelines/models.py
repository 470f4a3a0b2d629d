"""Which policy and which documents were published, and who accepted which version of them."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from common import triggers


class PackVersionQuerySet(models.QuerySet["PackVersion"]):
    """Published versions by when they hold."""

    def in_force(self) -> Self:
        """Those that have taken effect, the one that applies now first."""
        return self.filter(effective_from__lte=timezone.now()).newest_first()

    def newest_first(self) -> Self:
        return self.order_by("-effective_from", "-pk")


class PackVersion(models.Model):
    """One published version of a policy pack. Never changes; applications stay with theirs."""

    pack_id = models.CharField(max_length=60)
    version = models.CharField(max_length=30)
    title = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=timezone.now, editable=False)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    effective_from = models.DateTimeField(default=timezone.now)

    objects = PackVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_from", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["pack_id", "version"], name="one_content_per_version"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="pack_version_has_a_digest"
            ),
            models.CheckConstraint(
                condition=Q(version__regex=r"^[0-9]+\.[0-9]+\.[0-9]+$"),
                name="pack_version_has_three_numbers",
            ),
        ]
        triggers = triggers.append_only("pack_version")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """How a decision names it: `starter@1.1.0`."""
        return f"{self.pack_id}@{self.version}"

    def get_absolute_url(self) -> str:
        """Its own address, which never shows another version."""
        return reverse("guidelines:version", args=[self.name])


class PackContent(models.Model):
    """The files of a published version. Apart, because most reads of a version do without."""

    pack_version = models.OneToOneField(
        PackVersion, on_delete=models.PROTECT, primary_key=True, related_name="stored"
    )
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()

    class Meta:
        triggers = triggers.append_only("pack_content")

    def __str__(self) -> str:
        return f"content of {self.pack_version}"


class PackTranslation(models.Model):
    """The texts of a version in another language. Never changes; the latest one counts.

    Not a part of the version: its digest, its rules and what decides are those of the version.
    """

    pack_version = models.ForeignKey(
        PackVersion, on_delete=models.PROTECT, related_name="translations"
    )
    language = models.CharField(max_length=3)
    texts: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=timezone.now, editable=False)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(language__regex=r"^[a-z]{2,3}$"), name="pack_translation_names_language"
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="pack_translation_has_a_digest"
            ),
        ]
        triggers = triggers.append_only("pack_translation")

    def __str__(self) -> str:
        return f"{self.pack_version} in {self.language}"


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents by kind."""

    def of_kind(self, kind: str) -> Self:
        """Every version of one kind, the one that applies now first."""
        return self.filter(kind=kind).order_by("-published_at", "-pk")


class Document(models.Model):
    """One published version of the terms of use or of the known weaknesses. Never changes."""

    class Kind(models.TextChoices):
        """What the document is."""

        TERMS = "terms", _("Terms of use")
        WEAKNESSES = "weaknesses", _("Known weaknesses")

    kind = models.CharField(max_length=20, choices=Kind)
    version = models.CharField(max_length=30)
    title = models.CharField(max_length=200)
    body = models.TextField(help_text="Markdown, as it was handed in.")
    html = models.TextField(help_text="The body as the pages show it, cleaned.")
    published_at = models.DateTimeField(default=timezone.now, editable=False)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="one_document_per_version"),
            models.CheckConstraint(
                condition=Q(kind__in=["terms", "weaknesses"]), name="document_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(version__regex=r"^[0-9A-Za-z][0-9A-Za-z.-]*$"),
                name="document_version_fits_an_address",
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(body=""), name="document_says_something"
            ),
        ]
        triggers = triggers.append_only("document")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """How an acceptance names it: `terms@1.0`."""
        return f"{self.kind}@{self.version}"

    def get_absolute_url(self) -> str:
        """Its own address, which never shows another version."""
        return reverse("guidelines:document", args=[self.kind, self.version])


class DocumentTranslation(models.Model):
    """A version of a document in another language. Never changes; the latest one counts."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="translations")
    language = models.CharField(max_length=3)
    title = models.CharField(max_length=200)
    body = models.TextField()
    html = models.TextField()
    published_at = models.DateTimeField(default=timezone.now, editable=False)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(language__regex=r"^[a-z]{2,3}$"), name="document_translation_language"
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(body=""), name="document_translation_says_something"
            ),
        ]
        triggers = triggers.append_only("document_translation")

    def __str__(self) -> str:
        return f"{self.document} in {self.language}"


class AcceptanceQuerySet(models.QuerySet["Acceptance"]):
    """Acceptances by what they were given for."""

    def for_subject(self, subject: str) -> Self:
        return self.filter(subject=subject).order_by("accepted_at", "pk")


class Acceptance(models.Model):
    """A person accepted, for an organisation, one version of the guidelines or of a document."""

    class Kind(models.TextChoices):
        """What was accepted."""

        GUIDELINES = "guidelines", _("Usage guidelines")
        TERMS = "terms", _("Terms of use")
        WEAKNESSES = "weaknesses", _("Known weaknesses")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    pack_version = models.ForeignKey(
        PackVersion, on_delete=models.PROTECT, null=True, related_name="+"
    )
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    subject = models.CharField(max_length=100, help_text="For example “application:GA-7QK2M9XD”.")
    accepted_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AcceptanceQuerySet.as_manager()

    class Meta:
        ordering = ["accepted_at", "pk"]
        indexes = [models.Index(fields=["subject", "id"], name="acceptance_by_subject")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="guidelines", pack_version__isnull=False, document__isnull=True)
                | Q(
                    kind__in=["terms", "weaknesses"],
                    pack_version__isnull=True,
                    document__isnull=False,
                ),
                name="acceptance_names_one_version",
            ),
            models.CheckConstraint(condition=~Q(subject=""), name="acceptance_has_a_subject"),
        ]
        triggers = triggers.append_only("acceptance")

    def __str__(self) -> str:
        return f"{self.user} accepted {self.reference}"

    @property
    def reference(self) -> str:
        """The version accepted: `starter@1.1.0`, `terms@1.0`."""
        return str(self.pack_version or self.document)
