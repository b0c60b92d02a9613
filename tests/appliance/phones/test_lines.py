"""Lines to the PBX end and come back, a PBX dies and comes back, an alert daemon does; each is told as what it is. Real processes."""

import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from appliance.api.phones.messages import (
    CALLS_MAX,
    Dialled,
    Ended,
    Lines,
    Registration,
    Ring,
    Rings,
    RingState,
    Speak,
    State,
)
from appliance.phones.account import Ports
from tests.appliance.phones.conftest import Begins
from tests.appliance.phones.story import Story
from tests.patience import patience
from tests.phones_rig.rig import HANDBELL, HELP, secret_of

pytestmark = pytest.mark.slow


def _of_number(box: Story, number: int) -> int:
    """Give the process of this line's baresip."""
    folder = str(box.run / f"line-{number}")
    return next(pid for pid in box.children() if folder in Path(f"/proc/{pid}/cmdline").read_text().split("\0"))


def _gone(pid: int) -> bool:
    path = Path(f"/proc/{pid}/stat")
    return not path.exists() or path.read_text().rsplit(")", 1)[1].split()[0] == "Z"


def _until_gone(pids: list[int]) -> None:
    _until(lambda: all(map(_gone, pids)))


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + patience()
    while not holds():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


def test_a_killed_line_ends_its_call_and_comes_back(at_pbx: Begins) -> None:
    box = at_pbx()
    box.begin()
    box.rig.pbx.until_registered(HANDBELL, CALLS_MAX)
    phone = box.rig.registered("2204")
    phone.dial(HELP)
    dialled = box.daemon.until(Dialled)
    phone.until("CALL_ESTABLISHED")
    before = box.children()
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert box.daemon.until(Ended).call == dialled.call
    box.rig.pbx.forget(HANDBELL)  # so that what is counted next is registered by the new ones
    box.rig.pbx.until_registered(HANDBELL, CALLS_MAX)
    assert not set(before) & set(box.children())
    since, mark = len(box.daemon.heard), phone.mark()
    phone.hang_up()
    phone.dial(HELP)
    box.daemon.until(Dialled, since=since)
    phone.until("CALL_ESTABLISHED", since=mark)


def test_a_phone_whose_line_is_killed_while_it_rings_rings_again(at_pbx: Begins) -> None:
    box = at_pbx()
    box.begin()
    phone = box.rig.registered("2201")
    box.daemon.say(Rings(rings=(Ring(id="r1", to="2201"),)))
    phone.until("CALL_INCOMING")
    mark = phone.mark()
    os.kill(_of_number(box, CALLS_MAX - 1), signal.SIGKILL)
    phone.until("CALL_INCOMING", since=mark)


def test_what_it_started_ends_with_it_however_it_ends(at_pbx: Begins) -> None:
    box = at_pbx()
    box.begin()
    children = box.children()
    assert len(children) == CALLS_MAX
    box.kill()
    _until_gone(children)


def test_a_line_that_hangs_is_ended_and_started_anew(at_pbx: Begins) -> None:
    box = at_pbx()
    box.begin()
    hangs = _of_number(box, CALLS_MAX - 1)
    os.kill(hangs, signal.SIGSTOP)
    box.daemon.say(Rings(rings=(Ring(id="r1", to="2201"),)))  # the last line rings first, and does not answer
    _until_gone([hangs])
    phone = box.rig.registered("2201")
    box.daemon.say(Rings(rings=(Ring(id="r2", to="2201"),)))
    phone.until("CALL_INCOMING")


def test_a_line_that_somebody_else_takes_hold_of_is_ended_at_once(at_pbx: Begins) -> None:
    box = at_pbx()
    box.begin()
    held = _of_number(box, 0)
    with box.rig.network.box.tcp() as stranger:
        stranger.connect(("127.0.0.1", Ports().control))
        _until_gone([held])


def test_lines_that_cannot_run_are_told_as_lines_and_not_as_a_pbx(at_pbx: Begins) -> None:
    box = at_pbx()
    told = box.begin(baresip="/bin/false")
    assert told.why is not None
    assert "No line to the PBX" in told.why
    assert box.daemon.until(Lines).working == 0


@pytest.mark.proof
def test_a_pbx_that_dies_is_told_within_45_s_and_so_is_its_return(at_pbx: Begins) -> None:
    box = at_pbx()
    assert box.begin().why is None
    box.daemon.until(Lines)
    box.rig.pbx.kill()
    died, since = time.monotonic(), len(box.daemon.heard)
    told = box.daemon.until(Registration, since=since)
    assert told.why is not None
    assert "does not answer" in told.why
    assert time.monotonic() - died < 45
    assert [type(each) for each in box.daemon.heard[since:]] == [Registration], "one cause is one trouble"
    box.rig.pbx.start()
    box.daemon.until(Registration, lambda each: each.why is None, since=since)


def test_a_wrong_secret_is_told_as_that_and_not_tried_for_ever_at_once(at_pbx: Begins) -> None:
    box = at_pbx()
    box.secret.write_text("not-the-secret")
    told = box.begin()
    assert told.why is not None
    assert "401" in told.why
    assert "not-the-secret" not in box.journal() + told.why


@pytest.mark.parametrize("secret", ["", "a;b"])
def test_a_secret_that_cannot_be_used_is_refused_with_what_to_do(at_pbx: Begins, secret: str) -> None:
    box = at_pbx()
    box.secret.write_text(secret)
    told = box.begin()
    assert told.why is not None
    assert "cannot be used" in told.why
    assert not box.children()
    box.secret.write_text(secret_of(HANDBELL))  # who brings a better one need restart nothing
    box.daemon.until(Registration, lambda each: each.why is None)


def test_without_the_authority_nothing_goes_out_by_tls(at_pbx: Begins) -> None:
    box = at_pbx()
    told = box.begin(transport="tls")
    assert told.why is not None
    assert "authority" in told.why
    assert not box.children()


def test_a_pbx_with_a_certificate_of_another_authority_gets_no_word(at_pbx: Begins) -> None:
    box, other = at_pbx(), at_pbx()
    told = box.begin("--ca", str(other.rig.certificates.authority), transport="tls")
    assert told.why is not None
    assert "does not answer" in told.why
    assert box.rig.pbx.contacts(HANDBELL) == 0


def test_the_secret_is_on_no_command_line_and_in_no_file_once_it_is_read(at_pbx: Begins) -> None:
    box = at_pbx()
    box.begin()
    box.rig.pbx.until_registered(HANDBELL, CALLS_MAX)
    secret = secret_of(HANDBELL).encode()
    assert not [path for path in box.run.rglob("*") if path.is_file() and secret in path.read_bytes()]
    shown = [Path(f"/proc/{pid}/{name}").read_bytes() for pid in box.children() for name in ("cmdline", "environ")]
    assert not [each for each in shown if secret in each]
    assert {path.stat().st_mode & 0o777 for path in box.run.iterdir()} == {0o700}


def test_calls_that_come_while_no_alert_daemon_is_there_are_told_when_one_is(at_pbx: Begins) -> None:
    box = at_pbx()
    box.begin()
    box.rig.pbx.until_registered(HANDBELL, CALLS_MAX)
    stays, leaves = box.rig.registered("2204"), box.rig.registered("2201")
    box.daemon.hang()
    stays.dial(HELP)
    stays.until("CALL_RINGING")  # nobody is answered by a voice while nobody is told
    leaves.dial(HELP)
    _until(
        lambda: bool({"CALL_RINGING", "CALL_CLOSED"} & set(leaves.events()))
    )  # busy: all lines are offered the first
    leaves.hang_up()
    assert "CALL_ESTABLISHED" not in stays.events()
    box.daemon.accept(box.setup())
    left = box.daemon.until(Dialled, lambda each: each.number == "2201")
    assert box.daemon.until(Ended).call == left.call
    stayed = box.daemon.until(Dialled, lambda each: each.number == "2204")
    stays.until("CALL_ESTABLISHED")
    box.daemon.say(Speak(call=stayed.call, tone=True))
    stays.hang_up()
    box.daemon.until(Ended, lambda each: each.call == stayed.call)


def test_an_alert_daemon_that_comes_back_is_told_of_the_calls_that_are_open(at_pbx: Begins) -> None:
    box = at_pbx()
    box.begin()
    phone = box.rig.registered("2204")
    phone.dial(HELP)
    dialled = box.daemon.until(Dialled)
    phone.until("CALL_ESTABLISHED")
    box.daemon.hang()
    box.daemon.heard.clear()
    box.daemon.accept(box.setup())
    assert box.daemon.until(Dialled) == msgspec.structs.replace(dialled, again=True)
    assert box.daemon.until(Registration).why is None
    assert "CALL_CLOSED" not in phone.events()


def test_another_pbx_of_the_plan_takes_the_place_of_the_first(at_pbx: Begins) -> None:
    box = at_pbx()
    box.begin()
    before = box.children()
    box.daemon.say(box.setup(phrases="fedcba9876543210"))  # other phrases: the lines stay
    box.daemon.say(box.setup("tcp"))
    _until_gone(before)
    box.rig.pbx.until_registered(HANDBELL, CALLS_MAX)


def test_the_journal_holds_no_number_and_no_id_of_anybody(at_pbx: Begins) -> None:
    box = at_pbx()
    box.begin()
    phone = box.rig.registered("2204")
    phone.dial(HELP)
    box.daemon.until(Dialled)
    box.daemon.say(Rings(rings=(Ring(id="r1", to="2201"),)))
    box.daemon.until(RingState, lambda each: each.state is State.FAILED)
    assert not re.search(r"\b22[0-9]{2}\b", box.journal())
