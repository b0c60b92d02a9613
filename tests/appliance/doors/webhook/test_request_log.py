"""Tests what is logged of bytes that are no requests: one line a minute, whoever sends them; and every bug whole."""

import logging

import pytest
from aiohttp.http_exceptions import BadHttpMessage, BadHttpMethod
from aiohttp.web import RequestPayloadError

from appliance.doors.counted_line import LINE_EACH_S
from appliance.doors.webhook.request_log import RequestLog


class Watch:
    """A steady clock that a test sets."""

    now_s = 0.0


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def log(watch: Watch) -> RequestLog:
    return RequestLog(logging.getLogger("handbell.doors"), lambda: watch.now_s)


def test_rubbish_without_end_is_a_line_a_minute_with_its_count(
    log: RequestLog, watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    for watch.now_s in range(int(LINE_EACH_S) * 3):
        log.exception("Error handling request from %s", "10.0.0.7", exc_info=BadHttpMessage("SECRET"))
        log.exception("Unhandled exception", exc_info=RequestPayloadError("SECRET"))
    assert [record.args for record in caplog.records] == [(1,), (120,), (120,)]
    assert "SECRET" not in caplog.text


def test_what_is_not_even_http_is_counted_with_the_rest(log: RequestLog, caplog: pytest.LogCaptureFixture) -> None:
    log.debug("Error handling request from %s", "10.0.0.7", exc_info=BadHttpMethod("SECRET"))
    assert [record.args for record in caplog.records] == [(1,)]


def test_a_bug_is_logged_each_time_and_whole(log: RequestLog, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(2):
        log.exception("Error handling request from %s", "10.0.0.7", exc_info=ZeroDivisionError("a bug"))
    assert len(caplog.records) == 2
    assert caplog.text.count("ZeroDivisionError: a bug") == 2
