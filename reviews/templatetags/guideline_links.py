"""Where does a clause stand, in the very version that judges the application?"""

from django.template import Library

from guidelines.models import PackVersion
from guidelines.pack import Clause

register = Library()


@register.simple_tag
def clause_url(version: PackVersion, clause: Clause) -> str:
    """The clause's anchor on the page of that version."""
    return f"{version.get_absolute_url()}#{clause.id}"
