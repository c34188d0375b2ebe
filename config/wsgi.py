import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
addresses = get_resolver().url_patterns  # read now, not while the first visitor waits

from raccordo.web.territory.warming import warm_up  # noqa: E402 – once the rooms are ready

warm_up()
