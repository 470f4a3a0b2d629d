"""What does the page on which one checks an amendment say of it: recorded, or judged, and why?"""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from applications import lines
from applications.models import Application
from guidelines.assessment import Assessment
from guidelines.materiality import Difference, Ground

GROUNDS: Final[Mapping[Ground, StrOrPromise]] = {  # the others are said question by question
    Ground.TIER: _("The tier becomes another one."),
    Ground.RULES: _("Other rules of the guidelines apply."),
    Ground.CHECKS: _("Reviewers have other checks to answer."),
    Ground.CONDITIONS: _("Other conditions follow from the answers."),
    Ground.PACK: _("The guidelines have changed since the approval."),
}


def context(application: Application, assessment: Assessment) -> dict[str, Any]:
    """Nothing of interest for what is no amendment."""
    found = lines.difference_of(application, assessment)
    return {
        "difference": found,
        "is_recorded": lines.is_recorded(application, found),
        "grounds": _sentences(found),
    }


def _sentences(found: Difference | None) -> list[str]:
    return [str(GROUNDS[ground]) for ground in found.grounds if ground in GROUNDS] if found else []
