"""`record-field`, `record-press`, `record-report`, `record-open`: measures what a record costs its writers, its readers, and whoever
presses.
"""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import harness
from buttons import Button, connected
from figures import Figure, of_rounds, p
from filled import BRIEF, filled
from paperwork import LEAD, PIN, asks, prove, write, write_all
from press import one_by_one

from appliance.api.desk.client import DeskClient
from appliance.api.records.messages import AccountTaken, RecordShown, TellAccount
from appliance.core.calls.commands import Acknowledge, StandDown
from appliance.core.ground.words import Outcome
from appliance.plan.ids import DeskId, IncidentId
from appliance.record.words import FieldId, Value
from appliance.vault.people import People

OPEN_CALLS = 20
FIELDS: tuple[tuple[FieldId, tuple[Value, ...]], ...] = (
    (FieldId("doing_before"), ("Reading aloud.", "Lining up for lunch.")),
    (FieldId("behavior"), ("battery", "threat")),
    (FieldId("contact_form"), (("bit",), ("bit", "kicked"))),
    (FieldId("adults_present"), (1, 2)),
    (FieldId("time_context"), ("class", "lunch-recess")),
)
"""Texts that are saved one after the other. Each differs from the one before, so that each is written."""
SAVES = 300
FIELD_P95_MS_MAX = 50.0

WRITERS = 4
WRITE_EVERY_S = 0.2  # twenty fields a second: as much as a hundred people write who think for five seconds each
ROUNDS = 8
PRESSES = 40  # in one round; each press is in a room of its own and raises a call
PRESS_RATIO_MAX = 1.1

REPORTS = 5
REPORT_S_MAX = 1.0

INCIDENTS = 100_000
OPENED = 24
VERIFIED_WITHIN_S = 600.0  # after a start a daemon reads its whole record in slices, which takes about a minute here
OPEN_MS_MAX = 30.0


async def measure_writing() -> AsyncIterator[Figure]:
    """Measure fields that are saved while calls are open, and presses while fields are saved."""
    names = harness.button_names(OPEN_CALLS + 2 * ROUNDS * PRESSES)
    async with harness.building(len(names)) as alert, connected(alert.port, names) as buttons:
        await one_by_one(buttons[:OPEN_CALLS])
        yield await _field(alert)
        yield await _press(alert, buttons[OPEN_CALLS:])


async def _field(alert: harness.Alert) -> Figure:
    saved_ms, shown_ms = [], []
    async with _writers(alert, range(1)) as (writer,):
        for _ in range(SAVES):
            began_s = time.perf_counter()
            field, value = await writer.saves()
            saved_ms.append((time.perf_counter() - began_s) * 1000)
            shown = await writer.line.ask(asks(writer.incident))
            shown_ms.append((time.perf_counter() - began_s) * 1000)
            assert isinstance(shown, RecordShown)
            assert any(fact.field == field and fact.versions[-1].value == value for fact in shown.facts)
    says = (
        f"p95 of {SAVES} fields, each written over again, until the record is shown with it, {OPEN_CALLS} calls open;"
        f" p50 {p(shown_ms, 50):.1f} ms; its answer alone p95 {p(saved_ms, 95):.1f}, p50 {p(saved_ms, 50):.1f} ms"
    )
    return Figure("record-field", p(shown_ms, 95), "ms", value_max=FIELD_P95_MS_MAX, says=says)


async def _press(alert: harness.Alert, buttons: Sequence[Button]) -> Figure:
    taken: dict[bool, list[list[float]]] = {True: [], False: []}
    rounds = iter(list(itertools.batched(buttons, PRESSES, strict=True)))
    async with _writers(alert, range(1, 1 + WRITERS)) as writers:
        for number in range(ROUNDS):
            for writing in (
                (True, False) if number % 2 else (False, True)
            ):  # calls pile up, so each side goes first in turn
                pressed = next(rounds)
                taken[writing].append(await (_while_writing(writers, pressed) if writing else one_by_one(pressed)))
    busy_ms, quiet_ms = ([p(each, 50) * 1000 for each in taken[writing]] for writing in (True, False))
    value, baseline, ratio = of_rounds(busy_ms, quiet_ms)
    busy_p99, quiet_p99 = (p([s for each in taken[writing] for s in each], 99) * 1000 for writing in (True, False))
    says = (
        f"p50 of {ROUNDS} rounds of {PRESSES} presses while {WRITERS} desks save {WRITERS / WRITE_EVERY_S:.0f} fields a"
        f" second, in turn with none; p99 {busy_p99:.2f} against {quiet_p99:.2f} ms"
    )
    return Figure("record-press", value, "ms", baseline, ratio, ratio_max=PRESS_RATIO_MAX, says=says)


async def _while_writing(writers: Sequence["Writer"], buttons: Sequence[Button]) -> list[float]:
    async with asyncio.TaskGroup() as group:
        writing = [group.create_task(_keep_writing(each, late)) for late, each in enumerate(writers)]
        await asyncio.sleep(WRITE_EVERY_S)
        taken = await one_by_one(buttons)
        for each in writers:
            each.done = True
        await asyncio.gather(*writing)
    return taken


async def _keep_writing(writer: "Writer", late: int) -> None:
    writer.done = False
    await asyncio.sleep(late * WRITE_EVERY_S / WRITERS)
    while not writer.done:
        await writer.saves()
        await asyncio.sleep(WRITE_EVERY_S)


class Writer:
    """Somebody who told an account of an open call, and then saves one field of it after the other."""

    def __init__(self, line: DeskClient, incident: IncidentId) -> None:
        self.line = line
        self.incident = incident
        self.done = False
        self._seen: dict[FieldId, int] = {}
        self._turns = ((field, values[turn % len(values)]) for turn in itertools.count() for field, values in FIELDS)

    async def saves(self) -> tuple[FieldId, Value]:
        """Save the next field, with another value than it had."""
        field, value = next(self._turns)
        answer = await write(self.line, self.incident, field, value, seen=self._seen.get(field, 0))
        self._seen[field] = answer.entry
        return field, value


@asynccontextmanager
async def _writers(alert: harness.Alert, calls: range) -> AsyncIterator[list[Writer]]:
    """Make a writer for each of these calls, on a line of its own in the hall, where people may read again what they wrote."""
    async with AsyncExitStack() as stack:
        writers: list[Writer] = []
        for call in calls:
            opening = DeskClient.connect(alert.desk_socket, desk=DeskId("hall"), client="bench")
            line = await stack.enter_async_context(opening)
            incident = (await anext(line.states())).calls[call].incident
            told = await line.ask(TellAccount(request=0, incident=incident, text="He bit me.", name="Mercy Okafor"))
            if not isinstance(told, AccountTaken):
                raise RuntimeError(str(told))
            writers.append(Writer(line, incident))
        yield writers


# ---- reading ----------------------------------------------------------------------------------------------------------


async def measure_report() -> AsyncIterator[Figure]:
    """Measure one report by `handbell record export`, from the start of the command to the file. The figure is the slower
    of its two forms.
    """
    names = harness.button_names(1)
    taken_s: dict[str, list[float]] = {"html": [], "pdf": []}
    async with harness.folder() as data:
        keep_pin(data)
        async with (
            harness.alert(data, harness.plan_of(1)) as alert,
            harness.at_the_desk(alert.desk_socket),
            connected(alert.port, names) as buttons,
            DeskClient.connect(alert.desk_socket, desk=DeskId("hall"), client="bench") as line,
        ):
            await buttons[0].press()
            incident = await _first_call(line)
            over = StandDown(incident=incident, outcome=Outcome.ATTENDED, saw_room="Sam Lindqvist")
            for command in (Acknowledge(incident=incident), over):
                await line.act(command)
            count = await write_all(line, incident)
            for number in range(REPORTS):
                for form, taken in taken_s.items():
                    began_s = time.perf_counter()
                    await _export(alert.desk_socket, form, data / f"{number}.{form}")
                    taken.append(time.perf_counter() - began_s)
    p50_s = {form: p(taken, 50) for form, taken in taken_s.items()}
    says = (
        f"p50 of {REPORTS} reports of a record of {count} fields as PDF, each by a command of its own with a PIN, its start and"
        f" its imports included; as HTML {p50_s['html']:.2f} s; best {min(taken_s['pdf']):.2f} and {min(taken_s['html']):.2f} s"
    )
    yield Figure("record-report", max(p50_s.values()), "s", value_max=REPORT_S_MAX, says=says)


async def _first_call(line: DeskClient) -> IncidentId:
    """Give the incident of the first call this desk is shown."""
    async for board in line.states():
        if board.calls:
            return board.calls[0].incident
    raise RuntimeError("the line ended before a call was shown")


async def _export(desk_socket: Path, form: str, file: Path) -> None:
    words = ("record", "export", "1", "--format", form, "-o", file, "--socket", desk_socket, "--desk", "hall")
    process = await asyncio.create_subprocess_exec(
        harness.HANDBELL,
        *map(str, words),
        "--as",
        LEAD,
        stdin=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate(f"{PIN}\n".encode())
    if process.returncode or not file.exists():
        raise RuntimeError(said.decode())


async def measure_open() -> AsyncIterator[Figure]:
    """Measure opening records, each once, and none that this process opened before: a whole one, and the same incident before anybody
    wrote.
    """
    data = await filled(BRIEF * INCIDENTS, brief=True)
    keep_pin(data)
    whole, bare = _chosen(0), _chosen(1)
    count = await _written(data, whole)
    taken: dict[str, list[float]] = {"whole": [], "bare": []}
    async with (
        harness.alert(data) as alert,
        DeskClient.connect(alert.desk_socket, desk=DeskId("hall"), client="bench") as line,
    ):
        await prove(line)
        await alert.quiet(VERIFIED_WITHIN_S)
        for name, incidents in (("whole", whole), ("bare", bare)):
            for incident in incidents:
                began_s = time.perf_counter()
                shown = await line.ask(asks(incident))
                taken[name].append((time.perf_counter() - began_s) * 1000)
                assert isinstance(shown, RecordShown), shown
    says = (
        f"p95 of {OPENED} records of {count} fields among {INCIDENTS:,} incidents, each for the first time, with the entry that"
        f" says who read it; p50 {p(taken['whole'], 50):.1f} ms; of incidents of which nothing was written"
        f" p95 {p(taken['bare'], 95):.1f} ms"
    )
    yield Figure("record-open", p(taken["whole"], 95), "ms", value_max=OPEN_MS_MAX, says=says)


def keep_pin(data: Path) -> None:
    """Give the team lead a PIN."""
    (data / "keys").mkdir(parents=True, mode=0o700, exist_ok=True)
    People(data / "keys").set(LEAD, PIN)


def _chosen(offset: int) -> list[IncidentId]:
    """Choose incidents that are spread over the whole logbook."""
    apart = INCIDENTS // OPENED
    return [IncidentId(f"00000000-{number}") for number in range(1 + offset, INCIDENTS, apart)][:OPENED]


async def _written(data: Path, incidents: Sequence[IncidentId]) -> int:
    """Write whole records into these incidents, unless an earlier run has done so; give the number of fields in each."""
    note = data / "records-written"
    if note.exists():
        return int(note.read_text())
    async with (
        harness.alert(data) as alert,
        DeskClient.connect(alert.desk_socket, desk=DeskId("hall"), client="bench") as line,
    ):
        count = max([await write_all(line, incident) for incident in incidents])
    note.write_text(str(count))
    return count
