"""A request that says so was made some days ago: the server's clock is back by as much while it answers it.

What is old cannot be had otherwise from a server that has just started.
"""

import datetime
import threading
import types

from moto.core import utils
from moto.moto_server.werkzeug_app import DomainDispatcherApplication

answering = threading.local()


class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.now(tz) - datetime.timedelta(days=getattr(answering, "days_ago", 0))


answer = DomainDispatcherApplication.__call__


def at_its_time(self, environ, start_response):
    answering.days_ago = int(environ.get("HTTP_X_DAYS_AGO", 0))
    return answer(self, environ, start_response)


DomainDispatcherApplication.__call__ = at_its_time
# All of moto asks the one function of this module for the time.
utils.datetime = types.SimpleNamespace(**vars(datetime) | {"datetime": Clock})

from moto.secretsmanager import models as secrets  # noqa: E402

secrets.time = types.SimpleNamespace(time=utils.unix_time)
