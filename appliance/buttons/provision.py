"""Holds `handbell buttons provision`: from lists of rooms and sounders to devices' settings, keys, plan entries and labels, all or
nothing.
"""

import argparse
import ipaddress
import sys
from pathlib import Path

import msgspec

from appliance.buttons import calls, configuration, keys, labels, rows, sounder_rows
from appliance.buttons.boards import BOARDS, PARTS
from appliance.buttons.entries import Entries, entries, with_entries
from appliance.buttons.folder import SECRET_MODE, Done, Paper, put
from appliance.buttons.keys import KeysError
from appliance.buttons.merge import MergeError, merged, section_lines
from appliance.buttons.rows import Row
from appliance.buttons.sounder_entries import SounderEntries, sounder_entries, with_sounders
from appliance.buttons.sounder_rows import SounderRow, SounderRows
from appliance.command_line import said
from appliance.plan.devices import device_of
from appliance.plan.families import wired
from appliance.plan.ids import KeyId
from appliance.plan.mistakes import Mistake, counted, listed
from appliance.plan.model import NO_PLAN, Button, Plan, Sounder
from appliance.plan.parse import Begun, examine_begun
from appliance.settings import DATA_DEFAULT, Settings
from appliance.vault.credentials import Credentials, LaidOut
from appliance.vault.errors import VaultError

CREDENTIALS = "credentials"
ENTRIES = "plan-entries.yaml"
PLAN = "plan.yaml"
LABELS = "labels.html"


class _Refused(Exception):
    """Nothing is made; the message says why, a line for each reason."""


class _Work(msgspec.Struct, frozen=True):
    """All that is to be made, worked out before anything is made. `secrets` is the whole text of the file of secrets."""

    devices: str

    papers: list[Paper]
    keys: dict[KeyId, bytes]
    secrets: str
    warnings: list[str]
    wireless: bool


def provision(arguments: list[str]) -> int:
    """Make what a building's buttons and sounders need, from lists of them: settings, keys, plan entries and labels.

    Returns the exit code: 0 made, or there already; 1 refused, and nothing made. argparse exits with 2 for what it cannot read.
    """
    asked = _parser().parse_args(arguments)
    try:
        work = _worked_out(asked)
        store = _store(asked)
        _refuse_other_keys(store, work, asked)
        elsewhere = calls.elsewhere(asked.out, asked.appliance, {paper.name for paper in work.papers})
        elsewhere += _not_here(asked.appliance) if asked.data is not None else []
    except (_Refused, KeysError, MergeError, VaultError, OSError) as error:
        sys.stderr.write(f"{said(error)}\n\nNothing was made.\n")
        return 1
    try:
        done = put(asked.out, work.papers)
        _keep(_opened(store, asked), work)
    except (VaultError, OSError, KeyboardInterrupt) as error:  # a slow stick takes minutes, and people lose patience
        why = "Ended by you." if isinstance(error, KeyboardInterrupt) else said(error)
        sys.stderr.write(f"{why}\n\nStopped half way. Run this again: what is made already stays as it is.\n")
        return 1
    sys.stdout.write("\n".join([*work.warnings, *elsewhere, *_in_words(done), "", *_next_steps(asked, work)]) + "\n")
    return 0


def _worked_out(asked: argparse.Namespace) -> _Work:
    begun = None if asked.plan is None else examine_begun(asked.plan)
    plan = NO_PLAN if begun is None else _readable(begun, asked.plan)
    read = rows.read(asked.rooms, asked.board)
    found = entries(read.rows, plan)
    heard = sounder_rows.read_sounders(asked.sounders, asked.board) if asked.sounders else SounderRows()
    sounding = sounder_entries(heard.rows, with_entries(plan, found))
    told = _told([*read.mistakes, *found.mistakes], asked.rooms)
    told += _told([*heard.mistakes, *sounding.mistakes], asked.sounders)
    if told:
        raise _Refused("\n".join([*told, "", f"{counted(len(told), 'mistake')}. Correct them and run this again."]))
    if begun is not None:
        _refuse(begun.against(with_sounders(with_entries(plan, found), sounding)), asked.plan)
    ours = [(row, button) for row, button in found.of if not wired(button.family)]
    planned: list[Button | Sounder] = [button for _, button in ours]
    planned += [sounder for _, sounder in sounding.of]
    boards: list[Row | SounderRow] = [row for row, _ in ours]
    boards += [row for row, _ in sounding.of]
    made = keys.kept_or_made(asked.out, [device_of(each) for each in planned])
    return _Work(
        devices=_devices(found, sounding),
        papers=[
            *(_firmware(asked, found, sounding, made.text) if planned else ()),
            _plan_paper(asked.plan, plan, found, sounding),
            _label_paper(asked.phone or plan.phone, plan, found, sounding),
        ],
        keys={each.key: made.keys[device_of(each)] for each in planned},
        secrets=made.text if planned else "",
        warnings=[
            f"warning: {each}"
            for each in (*_told(found.warnings, asked.rooms), *_told(sounding.warnings, asked.sounders))
        ],
        wireless=any(configuration.wireless(row) for row in boards),
    )


def _devices(found: Entries, sounding: SounderEntries) -> str:
    words = [counted(len(found.of), "button")] + ([counted(len(sounding.of), "sounder")] if sounding.of else [])
    return " and ".join(words)


def _firmware(asked: argparse.Namespace, found: Entries, sounding: SounderEntries, secrets: str) -> list[Paper]:
    """Make the files for our own devices; a button on a wire has neither firmware nor key."""
    return [
        # first: a key must be kept before anything names it
        Paper(keys.SECRETS, secrets.encode(), SECRET_MODE, grows=True),
        *configuration.firmware_papers(),
        *(
            configuration.button_paper(row, button, found.room_of[button.button], asked.appliance)
            for row, button in found.of
            if not wired(button.family)
        ),
        *(configuration.sounder_paper(row, sounder, asked.appliance) for row, sounder in sounding.of),
    ]


def _told(mistakes: list[Mistake], file: Path | None) -> list[str]:
    return [each.told(str(file)) for each in sorted(mistakes, key=lambda each: each.line)]


def _readable(begun: Begun, file: Path) -> Plan:
    """Give the plan to which the lists are added. It may lack the rooms, buttons and sounders that they bring."""
    _refuse(begun.mistakes, file)
    assert begun.plan is not None, "without a mistake there is a plan"
    return begun.plan


def _refuse(mistakes: list[Mistake], file: Path) -> None:
    if mistakes:
        raise _Refused("\n".join([*_told(mistakes, file), "", "Correct the plan first."]))


def _plan_paper(file: Path | None, plan: Plan, found: Entries, sounding: SounderEntries) -> Paper:
    new = found.rooms, found.buttons, sounding.sounders
    if file is None:
        return Paper(ENTRIES, section_lines(*new).encode())
    text = file.read_text(encoding="utf-8-sig", newline="")
    return Paper(PLAN, merged(text, plan, *new).encode())


def _label_paper(phone: str, plan: Plan, found: Entries, sounding: SounderEntries) -> Paper:
    rooms = {room.room: room for room in (*plan.rooms, *found.rooms)}
    of_buttons = (
        labels.Label(found.room_of.get(button.button), button, phone, row.parts, rooms.get(button.near))
        for row, button in found.of
    )
    return Paper(LABELS, labels.page(of_buttons, (sounder for _, sounder in sounding.of)).encode())


def _store(asked: argparse.Namespace) -> Path:
    """Give the folder of the credential store for the keys."""
    if asked.data is None:
        return Path(asked.out / CREDENTIALS)
    store = Settings(data=asked.data).keys / CREDENTIALS
    if not store.is_dir():
        # made here, it might belong to the user of this command, and the daemon could not read it
        raise _Refused(f"There is no credential store in {asked.data}. Start the alert daemon once: it makes it.")
    return store


def _opened(store: Path, asked: argparse.Namespace) -> Credentials | LaidOut:
    """Open the store. A box keeps each key twice; a folder that a person carries there has it once."""
    return LaidOut(store) if asked.data is None else Credentials(store)


def _refuse_other_keys(store: Path, work: _Work, asked: argparse.Namespace) -> None:
    if not store.is_dir():
        return
    kept = _opened(store, asked)
    others = [name for name, key in work.keys.items() if kept.get(name) not in {None, key}]
    if others:
        says = f"{store} has other keys already for: {', '.join(others)}. The devices in service have those."
        raise _Refused(f"{says} Use the folder they were made in, or name other buttons.")


def _not_here(appliance: str) -> list[str]:
    """Warn if this machine does not have the address now."""
    from appliance.health.network import addresses  # noqa: PLC0415 (who makes files on another computer does not pay for it)

    if ipaddress.ip_address(appliance) in {ipaddress.ip_address(each.partition("%")[0]) for each in addresses()}:
        return []
    return [
        f"warning: this machine does not have the address {appliance}, which the devices will call. If it is the box, give it that "
        "address, or run this again with its own."
    ]


def _keep(kept: Credentials | LaidOut, work: _Work) -> None:
    for name, key in work.keys.items():
        if kept.get(name) is None:
            kept.put(name, key)


def _in_words(done: Done) -> list[str]:
    lines = [f"{counted(len(done.made), 'file')} made."] if done.made else []
    lines += [f"Added to {name}; what was in it stays." for name in done.added]
    lines += [f"{name} made anew; what it was before is {kept}." for name, kept in done.anew]
    return lines or ["All of it is there already; nothing was changed."]


def _next_steps(asked: argparse.Namespace, work: _Work) -> list[str]:
    """Say what a person does now, in order."""
    out = asked.out
    lines = [
        f"{work.devices} in {out}."
        + (f" Keep this folder private: {keys.SECRETS} holds every key." if work.keys else " None of them has a key."),
        "Now:",
    ]
    if work.wireless and any(f"{each}:" not in work.secrets for each in configuration.WIFI):
        lines.append(f"  write {' and '.join(configuration.WIFI)} into {out / keys.SECRETS}: some boards are on Wi-Fi")
    if asked.data is None and work.keys:
        target = Settings(data=DATA_DEFAULT).keys / CREDENTIALS
        lines.append(
            f"  put the keys onto the box:  its seed does, by its buttons (INSTALL.md, section 6). "
            f"On a box without one: sudo install -o handbell -g handbell -m 600 {out / CREDENTIALS}/*.secret {target}/"
        )
    if asked.plan is None:
        lines.append(f"  add what is in {out / ENTRIES} to your plan, then check and adopt it")
    else:
        lines.append(
            f"  adopt the plan:             handbell plan check {out / PLAN}; handbell plan adopt {out / PLAN}"
        )
    if work.keys:
        lines.append(f"  flash each device:          cd {out}; esphome run NAME.yaml")
    lines.append(f"  print and put up:           {out / LABELS}")
    lines.append("  walk to each button and test it, and listen to each sounder: until then nobody knows that it works")
    return lines


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="handbell buttons provision",
        description="Make settings, keys, plan entries and labels for a building's buttons and sounders from lists of them.",
        epilog=f"The list is CSV with a first line that names its columns: {', '.join(rows.COLUMNS)}. Only room must be there. "
        "Leave the columns of a room empty where the plan has it. Left empty, button is ROOM-wall, contacts are help and hold "
        "(write for example: help medical tap-out, or help=emergency; add safe where the button has a contact that answers a room "
        "check-in), quiet is no, parts are none. Parts are what the case of a "
        f"button holds besides the board: {listed(PARTS)}. A button on a wire has a family (inovonics, modbus, gpio or alarmdecoder) and "
        "wires, such as help=west-io/1/2; a pendant has a duty in place of a room, and an area or a room near it. "
        f"The list of sounders has the columns {', '.join(sounder_rows.COLUMNS)}. Run again with longer lists: "
        "keys already made stay as they are.",
    )
    parser.add_argument("rooms", type=Path, metavar="ROOMS.CSV", help="the list of rooms")
    parser.add_argument("--sounders", type=Path, metavar="SOUNDERS.CSV", help="a list of sounders and hall lamps")
    parser.add_argument(
        "--appliance", type=_ip_address, required=True, metavar="ADDRESS", help="the box's own IP address"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where everything is put")
    parser.add_argument(
        "--plan", type=Path, metavar="FILE", help="a plan to add to; it stays as it is, its copy is put out"
    )
    parser.add_argument("--board", choices=BOARDS, default=BOARDS[0], help="the board (default: %(default)s)")
    parser.add_argument(
        "--phone", default="", metavar="NUMBER", help="whom to phone, for the labels (default: the plan's)"
    )
    parser.add_argument(
        "--data", type=Path, metavar="FOLDER", help="put the keys into the store of the box whose data is here"
    )
    return parser


def _ip_address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not an IP address such as 192.168.10.5 (a name would need a name server, and a call must not)"
        ) from None
