import asyncio
import threading

import pytest

from hardware.serial.aside import aside
from tests.hardware.running import until


async def test_what_hangs_holds_up_neither_the_loop_nor_another() -> None:
    answers = threading.Event()
    hanging = [
        aside(answers.wait, lambda _result: None, name="hangs") for _ in range(40)
    ]  # more than the loop's own pool has threads
    assert await aside(lambda: "done", lambda _result: None, name="does not") == "done"
    assert not any(each.done() for each in hanging)
    answers.set()
    assert all(await asyncio.gather(*hanging))


async def test_what_nobody_waits_for_any_more_is_let_go_of() -> None:
    answers, let_go = threading.Event(), list[str]()

    def opened() -> str:
        answers.wait()
        return "port"

    opening = aside(opened, let_go.append, name="opens late")
    opening.cancel()
    answers.set()
    await until(lambda: let_go == ["port"])


async def test_what_goes_wrong_is_raised_where_it_is_waited_for() -> None:
    def broken() -> None:
        raise OSError(5, "broken")

    with pytest.raises(OSError, match="broken"):
        await aside(broken, lambda _result: None, name="breaks")


def test_what_comes_after_the_loop_has_ended_is_let_go_of() -> None:
    answers, let_go, gone = threading.Event(), list[str](), threading.Event()

    def opened() -> str:
        answers.wait()
        return "port"

    def letting_go(port: str) -> None:
        let_go.append(port)
        gone.set()

    async def begin() -> None:
        aside(opened, letting_go, name="opens late")

    asyncio.run(begin())
    answers.set()
    assert gone.wait(30)
    assert let_go == ["port"]
