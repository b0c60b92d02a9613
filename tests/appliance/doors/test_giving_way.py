"""Tests that what one user's lines ask takes only its share of the time, however many lines there are; others do not wait for it."""

import asyncio
import time

import pytest

from appliance.doors.giving_way import ANSWER_S_MAX, ANSWERS_BURST_S, Answers
from tests.patience import patient


@pytest.mark.slow
async def test_who_asked_for_much_is_answered_later_and_another_user_is_not() -> None:
    greedy, other = Answers(), Answers()
    for _ in range(round(ANSWERS_BURST_S / ANSWER_S_MAX) + 5):
        greedy.done(time.thread_time() - 3600)
    async with patient(), asyncio.TaskGroup() as group:
        order: list[str] = []

        async def ask(answers: Answers, name: str) -> None:
            await answers.turn()
            order.append(name)

        group.create_task(ask(greedy, "greedy"))
        group.create_task(ask(other, "other"))
    assert order == ["other", "greedy"]


async def test_an_answer_that_waited_long_for_others_counts_as_a_short_one() -> None:
    answers = Answers()
    answers.done(time.thread_time() - 3600)
    async with patient():
        await answers.turn()  # for an hour's debt the wait would be two hours
