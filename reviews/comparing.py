"""With which answers does the desk compare those under review?"""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext

from applications import baselines
from applications.baselines import Baseline
from applications.models import Application, Decision


def compared_with(application: Application) -> Baseline | None:
    """The last submission that was decided on, else the one before; of a first one that follows an
    approval, the answers that stood until then."""
    revision = application.current_revision()
    if revision.number == 1:
        return baselines.of_revision(revision) if application.is_follow_up else None
    decided = Decision.objects.filter(revision=OuterRef("pk"))
    earlier = application.revisions.filter(number__lt=revision.number)
    before = earlier.annotate(is_decided=Exists(decided)).order_by("-is_decided", "-number").first()
    if before is None:
        return None
    if before.is_decided:
        words = gettext("Compared with revision %(number)d, the last one decided on")
    else:
        words = gettext("Compared with revision %(number)d")
    return Baseline(before.all_answers(), words % {"number": before.number})
