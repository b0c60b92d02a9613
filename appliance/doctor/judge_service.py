"""Judges whether the box does what it is for: daemon, doors, plan, desks, buttons, sounders, troubles, proofs. Pure."""

from appliance.api.desk.buttons import ButtonLine
from appliance.doctor.facts import Seen, SocketFile, Told, Unit, Untold
from appliance.doctor.finding import Ahead, Finding, Key, broken, look, ok, unseen
from appliance.doctor.words import count, some, span
from appliance.plan.families import AT_THE_WEBHOOK_DOOR, ESPHOME
from appliance.settings import OPEN_WEBHOOK
from appliance.words.troubles import DESK_UNATTENDED, row_of
from hardware.esphome.wire import DIAL_IN_PORT

ALERT, UPLINK, CONSOLE = "handbell-alert.service", "handbell-uplink.service", "handbell-console@tty1.service"
DESK_GROUP = "handbell-desk"
WEBHOOK_PORT = 8443  # systemd/handbell-webhook.socket
SOCKET_MODE = 0o660
SETTLED_MS = 600_000  # what is missing is a trouble within 200 s of a start (NFPA 72); a plan may allow somewhat more
JOURNAL = "journalctl -u handbell-alert -n 30"


def daemon(seen: Seen, told: Told | Untold) -> Finding:
    """Judge whether the alert daemon runs, answers, is watched, and has the installed version."""
    unit = (seen.units or {}).get(ALERT)
    if isinstance(told, Untold):
        return _untold(seen, told, unit)
    health = told.health
    if health is None:
        says = "It answers, but not about itself: its card stalls, or it is of another version than this command."
        return look(Key.DAEMON, says, f"See the lines disk and card. {_restart(seen)}")
    says = f"It answers: version {health.version or 'unknown'}, up for {span(health.running_ms)}, run {told.epoch[:8]}"
    if seen.version and health.version != seen.version:
        return look(Key.DAEMON, f"{says}. Version {seen.version} is installed and does not run yet.", _restart(seen))
    if unit is not None and unit.restarts:
        do = f"Read why it ended: {JOURNAL}"
        return look(Key.DAEMON, f"{says}. systemd had to start it again {count(unit.restarts, 'time')}.", do)
    if health.watchdog_ms is None:
        do = "On a box, start it so: systemctl start handbell.target"
        hangs = Ahead("the daemon hangs and nothing starts it again")
        return look(Key.DAEMON, f"{says}. Nobody restarts it if it hangs: systemd did not start it.", do, hangs)
    return ok(Key.DAEMON, f"{says}, watched by systemd.")


def _restart(seen: Seen) -> str:
    return "When no call is open: " + seen.by_root("systemctl restart handbell-alert", "switch the box off and on.")


def _untold(seen: Seen, told: Untold, unit: Unit | None) -> Finding:
    if told.denied:
        runs = f" systemd says it is {unit.state}." if unit is not None else ""
        group = seen.desk.group or DESK_GROUP
        says = f"User {seen.user} may not ask it: only root and the group {group} may.{runs}"
        do = seen.by_root("handbell doctor", "Log in as a user of that group.")
        return unseen(Key.DAEMON, says, do)
    state = f" systemd says it is {unit.state}." if unit is not None else ""
    says = f"It does not answer, so no press is heard or shown.{state} {told.why}"
    do = f"Read why: {JOURNAL}. Then: " + seen.by_root("systemctl restart handbell-alert", "switch the box off and on.")
    return broken(Key.DAEMON, says, do)


def doors(seen: Seen, told: Told | Untold) -> Finding:
    """Judge who listens, and whether everything in the plan has a door to come in by."""
    loose = [each for each in (seen.desk, seen.feed) if each.there and each.mode & 0o007]
    if loose:
        do = seen.by_root("systemctl restart handbell.target", "Switch the box off and on: a start sets them right.")
        return look(Key.DOORS, _loose(loose[0]), do)
    if isinstance(told, Untold):
        return _doors_from_outside(seen, told)
    if told.health is None:
        return unseen(Key.DOORS, "The daemon did not say which doors are open.")
    where = {each.door: each.where for each in told.health.doors}
    shut = {each.family for each in told.buttons.buttons if _door_of(each.family) not in where}
    open_it = seen.by_root(OPEN_WEBHOOK, "Put the plan with them into the seed: such a seed opens it.")
    for family, do in (
        (ESPHOME, "systemctl status handbell-buttons.socket says why."),
        *((each, open_it) for each in sorted(AT_THE_WEBHOOK_DOOR)),
    ):
        if family in shut:
            return broken(Key.DOORS, f"The plan has {_FAMILY[family]}, but the door they call at is shut.", do)
    open_now = [_DOOR.get(door, door) + (f" ({at})" if ":" in at else "") for door, at in where.items()]
    closed = "" if "webhook" in where else ". Webhook: shut"
    return ok(Key.DOORS, f"Open: {', '.join(open_now)}{closed}.")


def _door_of(family: str) -> str:
    """Give the daemon's name for the door at which devices of this family call."""
    return "webhook" if family in AT_THE_WEBHOOK_DOOR else family


_FAMILY = {
    ESPHOME: "buttons on the network",
    "webhook": "one-way devices that call by webhook",
    "fixed-url": "one-way devices that open an address",
}
_DOOR = {"desk": "desk line", "feed": "sealed feed", "esphome": "buttons", "simulated": "pretend buttons"}


def _loose(socket: SocketFile) -> str:
    return f"{socket.path} has permissions {socket.mode:04o} instead of {SOCKET_MODE:04o}: everybody on this box may use it."


def _doors_from_outside(seen: Seen, told: Untold) -> Finding:
    heard = [f"{name} (TCP {port})" for port, name in _PORTS.items() if port in seen.ports]
    sockets = [name for name, each in (("desk line", seen.desk), ("sealed feed", seen.feed)) if each.there]
    there = f"Sockets there: {', '.join(sockets) or 'none'}. Listening ports: {', '.join(heard) or 'none of ours'}."
    if told.denied:
        return unseen(Key.DOORS, there)
    return unseen(Key.DOORS, f"Nobody answers at them while the daemon is away. {there}")


_PORTS = {DIAL_IN_PORT: "buttons", WEBHOOK_PORT: "webhook"}


def plan(told: Told) -> Finding:
    """Judge whether there is a plan, and which places it leaves without a button."""
    buttons = told.buttons
    if not buttons.buttons and not told.board.desks:
        do = "handbell plan check FILE, then handbell plan adopt FILE; or put a seed on the card (INSTALL.md)"
        return broken(Key.PLAN, "No plan is adopted: the box knows no room, no desk and nobody to tell.", do)
    if buttons.cut_off:
        named = some([each.room_name for each in buttons.cut_off])
        return broken(
            Key.PLAN, f"These rooms cannot call now: {named}.", "handbell buttons list says why. Tell the rooms."
        )
    bare = some(list(buttons.uncovered))
    without = f" No two-way button, so not covered: {bare}." if bare else " Every room has a two-way button."
    return ok(Key.PLAN, f"{told.board.building}: {count(len(buttons.buttons), 'button')}.{without}")


def desks(seen: Seen, told: Told) -> Finding:
    """Judge whether anybody would see a call. An empty office at night is no fault."""
    board = told.board
    connected = [each for each in board.desks if each.connected]
    attended = [each.name for each in connected if each.attended]
    if not connected:
        unit = (seen.units or {}).get(CONSOLE)
        screen = f" systemd says that the one on the box's own screen is {unit.state}." if unit is not None else ""
        do = "systemctl status handbell-console@tty1. Which desk that screen is, stands in the seed (screen: desk)."
        says = f"No console is connected at any of {count(len(board.desks), 'desk')}: no call is shown.{screen}"
        return broken(Key.DESKS, says, do)
    away = [each.name for each in board.desks if not each.connected]
    gone = f" Without a console: {some(away)}." if away else ""
    if not attended and not _expected(told):
        return ok(Key.DESKS, f"Nobody is at a desk, nor expected at this hour: a press says not delivered.{gone}")
    if not attended:
        do = "While people are in the building somebody presses any key there every so often."
        return look(Key.DESKS, f"Nobody is at a desk: a press says not delivered.{gone}", do)
    if away:
        do = "Start the console there, or take the desk out of the plan."
        return look(Key.DESKS, f"Somebody is at {some(attended)}.{gone}", do)
    return ok(Key.DESKS, f"Somebody is at {some(attended)}; {len(connected)} of {len(board.desks)} have a console.")


def _expected(told: Told) -> bool:
    """Return whether somebody should be at a desk now. A daemon that just started cannot have said so yet."""
    just_started = told.health is None or told.health.running_ms < SETTLED_MS
    return just_started or any(each.what == DESK_UNATTENDED.word for each in told.board.troubles)


def buttons(told: Told) -> Finding:
    """Judge which buttons are silent, and which nobody has ever pressed."""
    two_way = [each for each in told.buttons.buttons if each.two_way]
    silent = [each for each in two_way if each.troubles]
    one_way = len(told.buttons.buttons) - len(two_way)
    cannot = f" {count(one_way, 'device')} can call but cannot be told." if one_way else ""
    heard = f"{told.board.buttons_heard} of {told.board.buttons_planned} two-way buttons are heard.{cannot}"
    if silent or told.board.buttons_heard < told.board.buttons_planned:
        return look(
            Key.BUTTONS, f"{heard}{_named('In trouble', silent)}", "handbell buttons list says what is wrong with each."
        )
    never = [each for each in told.buttons.buttons if not each.pressed]
    if never:
        do = f"Test each: handbell buttons test {never[0].button}, and press it."
        fails = Ahead(f"a button nobody ever pressed may not work ({count(len(never), 'button')})")
        return look(Key.BUTTONS, f"{heard}{_named('Never pressed', never)}", do, fails)
    return ok(Key.BUTTONS, heard)


def _named(what: str, lines: list[ButtonLine]) -> str:
    return f" {what}: {some([each.button for each in lines])}." if lines else ""


def sounders(told: Told) -> Finding:
    """Judge whether a call can be heard away from the console."""
    every = told.buttons.sounders
    if not every:
        do = "Plan at least two, in two rooms (INSTALL.md)."
        return look(Key.SOUNDERS, "None is planned: a call is heard at the consoles alone.", do)
    silent = [each.name for each in every if not each.works]
    if silent:
        return look(Key.SOUNDERS, f"Not proven to sound: {some(silent)}.", "handbell buttons list says why.")
    if len(every) == 1:
        fails = Ahead("one sounder is all there is")
        do = "Plan a second one in another room."
        return look(Key.SOUNDERS, f"{every[0].name} works, and is the only one.", do, fails)
    return ok(Key.SOUNDERS, f"All {len(every)} work.")


def troubles(told: Told) -> Finding:
    """Give what the daemon itself finds wrong; other lines name most of it too."""
    every = sorted(told.board.troubles, key=lambda each: not row_of(each.what).named_first)
    if not every:
        return ok(Key.TROUBLES, "None is open.")
    named = some([f"{each.what} {each.subject}" for each in every])
    shelved = sum(each.shelved_ms is not None for each in every)
    aside = f", {shelved} put aside by somebody" if shelved else ""
    do = "Each is on the console's screen with what to do (key T)."
    return look(Key.TROUBLES, f"{count(len(every), 'is', 'are')} open{aside}: {named}.", do)


def proofs(told: Told) -> Finding:
    """Say when somebody last tried the box: a walk test, a drill, the morning check."""
    board = told.board
    test, drill, check = board.test_over, board.drill_over, board.day_check
    tested = "no walk test since the box started"
    if test is not None:
        passed = "passed" if test.passed else "NOT passed"
        tested = f"walk test of {test.button} {passed} {span(board.wall_ms - test.wall_ms)} ago"
    drilled = f"drill {span(board.wall_ms - drill.wall_ms)} ago" if drill is not None else "no drill yet"
    checked = (
        f"morning check {span(board.wall_ms - check.wall_ms)} ago" if check is not None else "no morning check yet"
    )
    says = f"Last: {tested}; {drilled}; {checked}."
    if test is not None and not test.passed:
        return look(Key.PROOFS, says, f"handbell buttons list, then again: handbell buttons test {test.button}")
    if board.day_unchecked:
        return look(
            Key.PROOFS,
            f"{says} Today's is not signed.",
            "At a console: key G.",
        )
    return ok(Key.PROOFS, says)
