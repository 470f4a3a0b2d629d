"""Do tasks travel through the broker to a worker, and is every scheduled one known to it?"""

import threading

import pytest
from django.conf import settings

from portal import celery_app

HEARD = threading.Event()


@celery_app.task(name="tests.hear")
def hear(said):
    if said == "hello":
        HEARD.set()


def test_a_task_travels_through_the_broker(worker):
    HEARD.clear()

    hear.delay("hello")

    assert HEARD.wait(10)


@pytest.mark.parametrize("entry", sorted(settings.CELERY_BEAT_SCHEDULE))
def test_every_scheduled_task_is_known_to_the_worker(entry):
    celery_app.loader.import_default_modules()

    assert settings.CELERY_BEAT_SCHEDULE[entry]["task"] in celery_app.tasks
