"""What granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

__all__ = ["application"]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sagsloft.web.settings")
application = get_wsgi_application()

from sagsloft.web.monitor.law import book  # noqa: E402 - not before Django is set up

book()  # read before the first person asks
gc.freeze()  # what is here now stays: the collector need not look through it again and again
