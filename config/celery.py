"""The Celery application: `celery -A config worker` and `celery -A config beat`."""

import os
import sys
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

from config.environment import or_exit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("CELERY_SKIP_CHECKS", "yes")  # the web runs them; they would load every page into every worker
app = Celery("quarterday")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["caseload"], related_name="tasks_load")
app.autodiscover_tasks(["caseload"], related_name="tasks_bulk")
app.autodiscover_tasks(["caseload"], related_name="tasks_bundles")
app.autodiscover_tasks(["caseload.policies"])


@setup_logging.connect
def keep_django_logging(**_: Any) -> None:
    """Celery leaves the logging alone that the settings have set up."""


if Path(sys.argv[0]).name == "celery":  # started by hand or by compose: say what is wrong in one line
    or_exit(lambda: settings.INSTALLED_APPS)
