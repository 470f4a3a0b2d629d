"""Where does background work find its broker and its tasks?"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("gatehouse")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()  # each app's tasks.py: what services queue
app.autodiscover_tasks(related_name="jobs")  # each app's jobs.py: what the clock starts
