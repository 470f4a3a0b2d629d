"""Which PostgreSQL and Valkey does this run use: the operator's, or our own?"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from portal.embedded import children, environment, place, ports, postgres, valkey
from portal.embedded.supervisor import Supervisor


@dataclass
class Backing:
    """What our own services need to start."""

    var: Path
    record: environment.Record
    ledger: children.Ledger
    supervisor: Supervisor
    say: Callable[[str], None]

    def start(self) -> None:
        """Put the addresses of both into the record, starting what the operator did not bring."""
        known = self.record.environ
        for name, start in (("REDIS_URL", self._valkey), ("DATABASE_URL", self._postgres)):
            if name in os.environ:
                self.say(f"Using the server in {name}.")
            known[name] = os.environ.get(name) or start()

    def _valkey(self) -> str:
        record, here = self.record, self._place
        record.valkey_port = ports.free(record.valkey_port)
        server = valkey.Valkey(
            here, record.valkey_password, record.valkey_port, self._log("valkey")
        )
        self.say(f"Starting Valkey on port {server.port}.")
        self._keep("valkey", server)
        return server.url

    def _postgres(self) -> str:
        record, here = self.record, self._place
        record.postgres_port = ports.free(record.postgres_port)
        server = postgres.Postgres(
            here, record.postgres_password, record.postgres_port, self._log("postgres")
        )
        if server.is_new:
            self.say(f"Making a PostgreSQL cluster in {here.folder}.")
            environment.write(self.var, record)  # the cluster's password, before the cluster
            server.create()
        self.say(f"Starting PostgreSQL on port {server.port}.")
        self._keep("postgres", server)
        return server.url

    def _keep(self, name: str, server: postgres.Postgres | valkey.Valkey) -> None:
        child = self.supervisor.start(name, lambda: server.start(self.ledger))
        server.wait(child)

    @cached_property
    def _place(self) -> place.Place:
        here = place.choose(self.var / "services", name=self.record.name)
        if here.account is not None:
            self.say(f"Started by root: services run as {here.account.pw_name} in {here.folder}.")
        return here

    def _log(self, name: str) -> Path:
        folder = self.var / "log"
        folder.mkdir(exist_ok=True)
        return folder / f"{name}.log"
