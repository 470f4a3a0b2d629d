"""What happens when a command asks for a database and there is none? One clear sentence."""

from typing import Any, NoReturn

from django.core.management.base import CommandError
from django.db.backends.postgresql import base
from django.db.utils import OperationalError


class NoDatabase(OperationalError, CommandError):
    """No database is running. Start it with "make run", or set DATABASE_URL."""

    def __init__(self) -> None:
        CommandError.__init__(self, self.__doc__)


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL in everything but the connection, so that models and checks load as usual."""

    def get_connection_params(self) -> dict[str, Any]:
        return {}

    def get_new_connection(self, conn_params: dict[str, Any]) -> NoReturn:
        raise NoDatabase
