"""What is made by a request that says that it is old is as old as that; moto takes its own clock for everything.

Nothing on a server that was started a minute ago is older than a minute, and many controls ask for days.
"""

import contextvars
import datetime
import re
from types import SimpleNamespace

from moto.core import utils
from moto.moto_server.werkzeug_app import DomainDispatcherApplication

said = contextvars.ContextVar("said", default=None)
answer = DomainDispatcherApplication.__call__
HOUR = datetime.timedelta(hours=1)


def at_its_time(self, environ, start_response):
    stamp = re.fullmatch(r"\d{8}T\d{6}Z", environ.get("HTTP_X_AMZ_DATE", ""))
    said.set(stamp and datetime.datetime.strptime(stamp.group(), "%Y%m%dT%H%M%SZ"))
    return answer(self, environ, start_response)


def now():
    """What a request says of the last hour is no better than the clock."""
    real = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
    old = said.get()
    return old if old and real - old > HOUR else real


DomainDispatcherApplication.__call__ = at_its_time
# Before any service takes its own copy of it.
utils.utcnow = now

from moto.secretsmanager import models as secrets  # noqa: E402

secrets.time = SimpleNamespace(time=utils.unix_time)
