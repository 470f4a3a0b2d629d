"""What does every template know about this site?"""

from django.conf import settings
from django.http import HttpRequest


def site(_request: HttpRequest) -> dict[str, str | bool]:
    return {"site_name": settings.SITE_NAME, "site_is_demo": settings.IS_DEMO}
