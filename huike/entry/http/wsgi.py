"""Django behind the WSGI bridge: console, admin API, sign-in."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huike.config.settings")
application = get_wsgi_application()
