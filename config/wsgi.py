"""What gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from config.environment import or_exit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = or_exit(get_wsgi_application)

# What is loaded by now stays: it is left out of every later look for garbage, and those come less often.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
