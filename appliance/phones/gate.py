"""Reads what a baresip prints, so that it can do nothing with a SIP message before we have looked at it. Knows messages, and no call.

An answer 302 to an INVITE makes baresip 1.1.0 call the address in it, and no setting turns that off. So whoever answers a call could make
the box phone anybody. baresip prints each message before it handles it. It prints into a pipe that holds one piece (pipe(7): O_DIRECT keeps
each write apart, and F_SETPIPE_SZ of one page is room for one of them). So baresip waits at each write until we have read the one before,
and we read on only if it may go on. It is killed instead while it still waits.
"""

import asyncio
import fcntl
import os
from collections.abc import Callable

from appliance.phones.trace import NotATrace, SipMessage, Trace

ONE_PIECE = 4096  # a page: the smallest pipe there is


class Gate:
    """One pipe. `child_end` is what baresip prints to.

    `may_pass` is asked as soon as the first line of a message is there (whole: False), and when all of it is (True). If it gives False,
    nothing is read any more, and `shut` is called once; so it is when baresip prints what is no trace.
    """

    def __init__(self, may_pass: Callable[[SipMessage, bool], bool], shut: Callable[[], None]) -> None:
        self._may_pass, self._shut = may_pass, shut
        self._trace = Trace()
        self._read, self.child_end = os.pipe2(os.O_DIRECT | os.O_CLOEXEC)
        os.set_blocking(self._read, False)
        os.set_blocking(self.child_end, True)
        fcntl.fcntl(self.child_end, fcntl.F_SETPIPE_SZ, ONE_PIECE)
        self._open = True

    def open(self) -> None:
        """Begin to read. The child has its end by now, so ours of it is closed."""
        os.close(self.child_end)
        asyncio.get_running_loop().add_reader(self._read, self._read_on)

    def abandon(self) -> None:
        """Let both ends go: nothing was started."""
        os.close(self.child_end)
        self._open = False
        os.close(self._read)

    def close(self) -> None:
        """Read no more. Whoever prints into it from now on is ended by the system (SIGPIPE)."""
        if self._open:
            self._open = False
            asyncio.get_running_loop().remove_reader(self._read)
            os.close(self._read)

    def _read_on(self) -> None:
        while self._open:
            try:
                piece = os.read(self._read, ONE_PIECE)
            except BlockingIOError:
                return
            if not piece:
                self.close()
                return
            if not self._may_go_on(piece):
                asyncio.get_running_loop().remove_reader(self._read)
                self._shut()
                self.close()

    def _may_go_on(self, piece: bytes) -> bool:
        try:
            whole = self._trace.feed(piece)
        except NotATrace:
            return False
        if whole is not None:
            return self._may_pass(whole, True)
        begun = self._trace.begun()
        return begun is None or self._may_pass(begun, False)
