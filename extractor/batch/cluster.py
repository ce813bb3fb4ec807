"""The engine of many machines: an existing Dask cluster, whose workers each supervise a worker process of ours.

A report that hangs or kills ends that process and not the Dask worker, so poison is found as on one machine; a Dask worker
that dies is Dask's own affair, which gives its part to another. Sources and data set must be on a file system that all share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from threading import Event
from typing import Any

from distributed import Client, Security, WorkerPlugin, as_completed, get_worker

from extractor.batch.messages import BatchError, Done, Settings, Task
from extractor.batch.supervise import Worker, finish

PLUGIN = "extractor"
WAITING = 10.0  # seconds for a cluster to answer
AHEAD = 2  # parts a thread of the cluster: one in hand and one waiting


@dataclass(frozen=True, slots=True)
class Scheduler:
    """Where the cluster is, and the certificates that it asks for."""

    address: str
    authority: str | None = None
    certificate: str | None = None
    key: str | None = None

    @property
    def security(self) -> Security | None:
        """What Dask makes a TLS connection with; None for a plain one."""
        if self.authority is None and self.certificate is None:
            return None
        return Security(
            tls_ca_file=self.authority,
            tls_client_cert=self.certificate,
            tls_client_key=self.key or self.certificate,
            require_encryption=True,
        )


class Cluster:
    """Runs tasks on a Dask cluster; a part that a lost worker had is given to another."""

    def __init__(self, scheduler: Scheduler, settings: Settings, on_report: Callable[[], None]) -> None:
        """`on_report` is called once for each report of a part that is done."""
        self.scheduler, self.settings, self.on_report = scheduler, settings, on_report
        self.begun = ExitStack()

    @cached_property
    def client(self) -> Client:
        """The connection, with a crew on every worker of the cluster."""
        client: Client = self.begun.enter_context(_connect(self.scheduler))
        client.register_plugin(Crew(), name=PLUGIN)
        self.begun.callback(client.unregister_worker_plugin, PLUGIN)
        return client

    def close(self) -> None:
        """End the crews and the connection."""
        self.begun.close()

    def run(self, tasks: Iterable[Task], stop: Event) -> Iterator[Done]:
        """Do the tasks, in any order; when `stop` is set those in hand are finished and no others begun."""
        client, waiting = self.client, iter(tasks)
        try:
            client.wait_for_workers(1, timeout=WAITING)
        except TimeoutError:
            raise BatchError(
                f"{self.scheduler.address}: the cluster has no workers; start some, and go on with --resume"
            ) from None
        threads = sum(client.nthreads().values())
        pending = as_completed(
            [
                client.submit(work, task, self.settings, pure=False)
                for task in islice(waiting, AHEAD * threads)
            ],
            loop=client.loop,
        )
        for future in pending:
            done: Done = future.result()
            if not stop.is_set() and (task := next(waiting, None)) is not None:
                pending.add(client.submit(work, task, self.settings, pure=False))
            for _ in range(done.reports):
                self.on_report()
            yield done


class Crew(WorkerPlugin):
    """The worker processes of one Dask worker: as many as its threads have needed at a time."""

    def setup(self, worker: Any) -> None:
        """Begin with none."""
        self.idle: list[Worker] = []

    def teardown(self, worker: Any) -> None:
        """End those that nothing is asked of; one at work ends with the pipe that it writes to."""
        while self.idle:
            self.idle.pop().stop()

    def do(self, task: Task, settings: Settings) -> Done:
        """One task, by a process that is idle or by a new one."""
        worker = self.idle.pop() if self.idle else Worker(settings)
        try:
            done = finish(worker, task)
        except BatchError:
            worker.stop()
            raise
        self.idle.append(worker)
        return done


def work(task: Task, settings: Settings) -> Done:
    """What a Dask worker is asked to do."""
    crew: Any = get_worker().plugins[PLUGIN]
    done: Done = crew.do(task, settings)
    return done


def _connect(scheduler: Scheduler) -> Client:
    try:
        return Client(scheduler.address, security=scheduler.security, set_as_default=False, timeout=WAITING)
    except (OSError, ValueError) as error:
        said = " ".join(str(error).split())
        raise BatchError(
            f"{scheduler.address}: no Dask scheduler answers ({said}); give tcp://HOST:PORT or tls://HOST:PORT"
        ) from None
