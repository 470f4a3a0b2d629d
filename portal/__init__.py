"""The portal: settings, URL map, Celery and the services that run on one machine."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
