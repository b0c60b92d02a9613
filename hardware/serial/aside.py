"""Runs calls that may hang for ever in a thread of their own: opening and closing a device that died. Knows no line.

The loop's own pool is not used: a few hanging devices would take all its threads, and then the disk would have none. The end of the
process does not wait for such a thread.
"""

import asyncio
import threading
from collections.abc import Callable


def aside[T](call: Callable[[], T], let_go: Callable[[T], None], *, name: str) -> asyncio.Future[T]:
    """Run `call` in a thread and return its result as a future. If nobody waits for the result any more, `let_go` gets it."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def deliver(result: T) -> None:
        if done.cancelled():
            threading.Thread(target=let_go, args=(result,), name=name, daemon=True).start()
        else:
            done.set_result(result)

    def fail(error: Exception) -> None:
        if not done.cancelled():
            done.set_exception(error)

    def work() -> None:
        try:
            result = call()
        except Exception as error:  # noqa: BLE001 (it is raised where it is waited for)
            _post(loop, fail, error)
            return
        if not _post(loop, deliver, result):
            let_go(result)

    threading.Thread(target=work, name=name, daemon=True).start()
    return done


def _post[T](loop: asyncio.AbstractEventLoop, call: Callable[[T], None], said: T) -> bool:
    """Run `call` in the loop. False: the loop is closed, and there is nobody to tell."""
    try:
        loop.call_soon_threadsafe(call, said)
    except RuntimeError:
        return False
    return True
