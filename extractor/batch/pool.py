"""The engine of one machine: as many supervised workers as it has cores for."""

from __future__ import annotations

import selectors
from collections.abc import Callable, Iterable, Iterator
from threading import Event

from extractor.batch.messages import Done, Settings, Task
from extractor.batch.supervise import POLL, Worker


class Pool:
    """Runs tasks on worker processes, each of which may die without harm to the others."""

    def __init__(self, workers: int, settings: Settings, on_report: Callable[[], None]) -> None:
        """`on_report` is called once for each report that is begun."""
        self.workers, self.settings, self.on_report = workers, settings, on_report
        self.crew: list[Worker] = []

    def close(self) -> None:
        """End the workers, whatever they do."""
        while self.crew:
            self.crew.pop().stop()

    def run(self, tasks: Iterable[Task], stop: Event) -> Iterator[Done]:
        """Do the tasks, in any order; when `stop` is set those in hand are finished and no others begun."""
        waiting = iter(tasks)
        while True:
            self._hand_out(waiting, stop)
            busy = [worker for worker in self.crew if worker.task is not None]
            if not busy:
                return
            yield from _advance(busy)

    def _hand_out(self, waiting: Iterator[Task], stop: Event) -> None:
        """Give every idle worker a task; a worker is made when there is a task for it."""
        idle = [worker for worker in self.crew if worker.task is None]
        while not stop.is_set() and (idle or len(self.crew) < self.workers):
            task = next(waiting, None)
            if task is None:
                return
            if not idle:
                self.crew.append(Worker(self.settings, self.on_report))
                idle.append(self.crew[-1])
            idle.pop().give(task)


def _advance(busy: list[Worker]) -> Iterator[Done]:
    """Wait until some worker has spoken, at most a moment; what has been stored."""
    with selectors.PollSelector() as selector:
        for worker in busy:
            selector.register(worker, selectors.EVENT_READ, worker)
        for key, _ in selector.select(POLL):
            if (done := key.data.advance()) is not None:
                yield done
    for worker in busy:
        worker.check_time()
