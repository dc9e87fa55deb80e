"""The WSGI application that the web server loads."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from upstander.operations.processes import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "upstander.settings")
if os.environ.get("UPSTANDER_WEB_PARENT"):
    end_with_parent(int(os.environ["UPSTANDER_WEB_PARENT"]))

application = get_wsgi_application()
