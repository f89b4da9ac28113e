"""What a WSGI server runs: `gunicorn benchmarks.yardsticks.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.yardsticks.settings"
application = get_wsgi_application()
