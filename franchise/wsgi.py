"""What a WSGI server runs: `gunicorn franchise.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "franchise.settings")

application = get_wsgi_application()
