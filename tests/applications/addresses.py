"""Short ways to the applicant's pages."""

from django.urls import reverse


def of(application, name="detail", *args):
    """An address under an application's own."""
    return reverse(f"applications:{name}", args=[application.reference, *args])


def section(application, section_id):
    return of(application, "section", section_id)


def text(response):
    """The page as one line."""
    return " ".join(response.content.decode().split())
