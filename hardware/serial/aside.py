"""What may hang for ever, run aside in a thread of its own: opening and closing a device that died. Knows no line.

Not the loop's own pool: a few hanging devices would take all its threads, and the disk's with them. Nobody waits for such a thread at
the end of the process.
"""

import asyncio
import threading
from collections.abc import Callable


def aside[T](call: Callable[[], T], let_go: Callable[[T], None], *, name: str) -> asyncio.Future[T]:
    """Call it in a thread. A result nobody waits for any more is let go of."""
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
    """False: the loop is closed, and there is nobody to tell."""
    try:
        loop.call_soon_threadsafe(call, said)
    except RuntimeError:
        return False
    return True
