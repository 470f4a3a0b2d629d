"""A day on which nobody reviews, so that no working hours pass."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Holiday(models.Model):
    """A holiday of those who review; it counts for due dates that are set from then on."""

    on = models.DateField(_("date"), unique=True)
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        ordering = ("on",)
        verbose_name = _("Holiday")
        verbose_name_plural = _("Holidays")

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.name}"
