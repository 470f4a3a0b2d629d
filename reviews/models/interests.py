"""Conflicts of interest as the admin knows them."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from applications.models import Interest


class Interests(Interest):
    """Declared interests and recusals, through our own pages."""

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = _("Conflicts of interest")
        default_permissions: ClassVar = ()
