"""Holds the phones that shall ring: which line rings which, and how far each has come. Knows lines; knows no socket and no person.

It calls whom the alert daemon named and nobody else, once for each id. Keys count from the moment the announcement began.
"""

import asyncio
import functools
import re
from collections.abc import Callable

from appliance.api.phones.messages import CALLS_MAX, FromPhones, Key, Ring, RingId, RingState, State
from appliance.phones.clips import Phrases
from appliance.phones.line import Line

OUT_MAX = CALLS_MAX - 2
"""Lines that ring phones. Two stay free for whoever calls for help, while a step of the ladder rings many phones."""
ANNOUNCED_S_MAX = 120.0  # four times the longest sentence; a voice mail would listen for as long as it is talked to
TRIES_MAX = 3  # where its line fails under it, before anybody answered
AGAIN_KEY = "2"  # "press 2 to hear it again"

_WORDS = {
    404: "the PBX knows no such number",
    408: "nobody answered",
    480: "nobody answered",
    484: "the PBX knows no such number",
    486: "it is busy",
    488: "the PBX and the box have no way to speak (G.711) in common",
    503: "the PBX cannot do it now",
    600: "it is busy",
    603: "it was declined",
    604: "the PBX knows no such number",
}
STOPPED = "300"  # what is answered is looked at before baresip sees it, so that it never tells of it
ELSEWHERE = "it sends its calls on to another number, which was not called"


class Job:
    """One phone that shall ring. `line` rings it; None: it waits for one, or it is over."""

    def __init__(self, ring: Ring) -> None:
        self.ring = ring
        self.state: State | None = None
        self.line: Line | None = None
        self.tries = 0
        self.limit: asyncio.TimerHandle | None = None

    @property
    def waits(self) -> bool:
        """Whether it is still to be rung."""
        return self.line is None and self.state in {None, State.WAITING}


class Ringing:
    """All phones that shall ring. `lines` gives the lines, the ones to be taken first at the front."""

    def __init__(self, tell: Callable[[FromPhones], bool], lines: Callable[[], list[Line]], phrases: Phrases) -> None:
        self._tell, self._lines, self.phrases = tell, lines, phrases
        self._jobs: dict[RingId, Job] = {}

    def shall(self, rings: tuple[Ring, ...]) -> None:
        """Ring these from now on, and no others."""
        wanted = {ring.id: ring for ring in rings}
        for job in list(self._jobs.values()):
            ring = wanted.get(job.ring.id)
            if ring is None or ring.to != job.ring.to:
                self._drop(job)
            elif ring != job.ring:
                job.ring = ring
                if job.state in {State.ANSWERED, State.ANNOUNCED}:  # also where its announcement is only about to begin
                    self._announce(job)
        for ring in rings:
            self._jobs.setdefault(ring.id, Job(ring))
        self.assign()

    def assign(self) -> None:
        """Give free lines to phones that wait."""
        for job in self._jobs.values():
            if not job.waits:
                continue
            free = [line for line in self._lines() if line.free]
            if not free or sum(each.line is not None for each in self._jobs.values()) >= OUT_MAX:
                self._to(job, State.WAITING)
                continue
            # An answer is sent again over UDP for 32 s where nobody acknowledges it (RFC 3261, timer H). A line that was stopped at such an
            # answer may hear it again, and would take it for one to its new call.
            job.line = min(free, key=lambda line: line.stopped_s)
            job.tries += 1
            job.line.dial(job.ring.to, functools.partial(self._over, job))

    def rings(self, line: Line) -> None:
        """The phone of this line rings."""
        if (job := self._of(line)) is not None:
            self._to(job, State.RINGING)

    def established(self, line: Line) -> None:
        """The phone of this line was answered."""
        if (job := self._of(line)) is not None:
            self._to(job, State.ANSWERED)
            self._announce(job)

    def pressed(self, line: Line, digit: str) -> None:
        """A key at the phone of this line. Before the announcement it counts for nothing: nobody knows yet what they would answer."""
        job = self._of(line)
        if job is None or job.state is not State.ANNOUNCED:
            return
        if digit == AGAIN_KEY:
            self._announce(job)
        self._tell(Key(of=job.ring.id, digit=digit))

    def closed(self, line: Line, why: str, *, failed: bool) -> None:
        """The call of this line is over. `failed`: the line itself failed."""
        job = self._of(line)
        if job is None:
            return
        if failed and job.state in {None, State.WAITING, State.RINGING} and job.tries < TRIES_MAX:
            job.line, job.state = None, job.state and State.WAITING
            return
        self._over(job, why_in_words(why))

    def hang_up(self, ring: str) -> None:
        """End the call of a phone that was answered, or let it ring no more."""
        job = self._jobs.get(ring)
        if job is not None and job.line is not None:
            job.line.hang_up()

    def stop(self) -> None:
        """Ring nobody."""
        self.shall(())

    def _announce(self, job: Job) -> None:
        if job.line is None:
            return
        sentence = self.phrases.sentence(job.ring.clips)
        job.line.speak(sentence, tone=job.ring.tone or not sentence, begun=lambda: self._announced(job))

    def _announced(self, job: Job) -> None:
        if job.line is None or job.state is State.ANNOUNCED:
            return
        self._to(job, State.ANNOUNCED)
        job.limit = asyncio.get_running_loop().call_later(ANNOUNCED_S_MAX, self.hang_up, job.ring.id)

    def _over(self, job: Job, why: str) -> None:
        answered = job.state in {State.ANSWERED, State.ANNOUNCED}
        self._free(job)
        self._to(job, State.ENDED if answered else State.FAILED, "" if answered else why)
        self.assign()

    def _drop(self, job: Job) -> None:
        line = job.line
        self._free(job)
        del self._jobs[job.ring.id]
        if line is not None:
            line.hang_up()

    def _free(self, job: Job) -> None:
        job.line = None
        if job.limit is not None:
            job.limit.cancel()
            job.limit = None

    def _to(self, job: Job, state: State, why: str = "") -> None:
        order = list(State)
        if job.state is not None and order.index(job.state) >= order.index(state):
            return
        job.state = state
        if self._jobs.get(job.ring.id) is job:
            self._tell(RingState(id=job.ring.id, state=state, why=why))

    def _of(self, line: Line) -> Job | None:
        return next((job for job in self._jobs.values() if job.line is line), None)


def why_in_words(said: str) -> str:
    """Say why a phone was not reached, without what others wrote."""
    found = re.match(r"([3-6][0-9]{2})\b", said)
    status = int(found[1]) if found else 0
    if 300 <= status < 400:
        return ELSEWHERE
    if status in _WORDS:
        return _WORDS[status]
    return f"the PBX answered {status}" if status else "the call was lost on the way to it"
