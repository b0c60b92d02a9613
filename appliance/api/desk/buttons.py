"""Defines what a desk asks and says about buttons: all of them, one more, and who carries one. Pure values; knows no socket."""

import msgspec

from appliance.api.ask import AdministratorAsk, Answer, HouseAsk, PersonAsk, Reply
from appliance.api.board.supervised import CutOffLine, TroubleLine
from appliance.api.contents import holds
from appliance.api.discreet import Discreet
from appliance.plan.ids import AreaName, ButtonId, RoomId
from appliance.plan.model import Contact, Wire


@holds(
    "button room room_name family two_way told heard_ago_ms ledger troubles out_of_service_ms pressed device "
    "connected_at firmware shows place_name duty cls part wires checks_in_s battery signal_worst"
)
class ButtonLine(msgspec.Struct, frozen=True, kw_only=True):
    """One button of the plan, with what is known of it and of its wire. If something is not known, a text is empty and a number is None.

    `told` is what its lamp was last told to show, "dark" in a lockdown; `shows` is what the button itself says that it shows.
    `ledger` is the ledger of its newest recorded press. `connected_at` is an address, for a family that has addresses.
    """

    button: str
    room: RoomId
    room_name: str
    family: str
    two_way: bool
    told: str
    heard_ago_ms: int | None
    ledger: str
    troubles: tuple[TroubleLine, ...]
    out_of_service_ms: int | None
    """How much longer it is out of service."""
    pressed: bool = False
    """Whether any press of it is on record, also a test press. A button that was never pressed is not proved."""
    device: str = ""
    connected_at: str = ""
    firmware: str = ""
    shows: str = ""
    place_name: str = ""
    """Where the button is or is used, without its duty."""
    duty: str = ""
    cls: int = 0
    """The number of its class of devices, which says what it can promise; 0 if its family is not known here."""
    part: str = ""
    wires: tuple[Wire, ...] = ()
    checks_in_s: int | None = None
    """How long it may be silent before anybody is told; None if nobody notices its silence."""
    battery: str = ""
    """`good` or `low`, if the button tells it."""
    signal_worst: int | None = None
    """The worst signal of the last seven days, in the units of its receiver."""


@holds("sounder name family works trouble device connected_at firmware plays")
class SounderLine(msgspec.Struct, frozen=True, kw_only=True):
    """One sounder of the plan. `works`: its sound was proved. The other fields are as for a button; `plays` is what the sounder itself
    says that it plays.
    """

    sounder: str
    name: str
    family: str
    works: bool
    trouble: TroubleLine | None = None
    device: str = ""
    connected_at: str = ""
    firmware: str = ""
    plays: str = ""


@holds("device family mac address claims keyless found line wire heard_ago_ms part")
class StrangerLine(msgspec.Struct, frozen=True, kw_only=True):
    """A device that was found and is in no plan, with what it claims. Nothing that it claims is believed.

    `keyless`: it has no key yet and would take one. `found`: how it was found ("mDNS", "dialled in", "heard", "closed"). For a device
    on a wire, `line` is where it was heard, `wire` which point closed, and `part` what it says it is; all are written as in a plan.
    """

    device: str
    family: str
    mac: str
    address: str
    claims: str
    keyless: bool
    found: str
    line: str = ""
    wire: str = ""
    heard_ago_ms: int | None = None
    part: str = ""


@holds("request buttons strangers cut_off uncovered sounders")
class ButtonsKnown(Answer, frozen=True, kw_only=True, tag="buttons-known"):
    """Answer to AskButtons. `cut_off` and `uncovered` as in BoardView and PlanFacts."""

    buttons: tuple[ButtonLine, ...]
    strangers: tuple[StrangerLine, ...]
    cut_off: tuple[CutOffLine, ...]
    uncovered: tuple[str, ...]
    sounders: tuple[SounderLine, ...] = ()


class AskButtons(HouseAsk[ButtonsKnown], frozen=True, kw_only=True, tag="ask-buttons"):
    """Send every button, every stranger, and the places that no press can come from."""


@holds("request room_name plan_line key_made recorded keyed family")
class ButtonAdopted(Answer, frozen=True, kw_only=True, tag="button-adopted"):
    """Answer to AdoptButton once the button is in the plan. Nothing is proved yet: a walk test does that.

    `plan_line` is its entry as a plan file has it; `key_made`: the box made its key; `keyed`: it has a key at all. `family` says by its
    class what the button can promise.
    """

    room_name: str
    plan_line: str
    key_made: bool
    recorded: bool
    keyed: bool = True
    family: str = ""


class AdoptButton(AdministratorAsk[ButtonAdopted], frozen=True, kw_only=True, tag="adopt-button"):
    """Take a device into service in a room: its key, and its entry in the plan. Needs the administrators' group or root.

    `key` (32 bytes) is the key that the device has already. If it is None, the box makes one and gives it to the device. `address` is
    for a device that cannot be found by itself. `safe`: it has a contact that answers a room check-in. The other fields are as in a
    plan, for a device on a wire. A button that goes with a duty has no room (""). Without `contacts` it has the usual ones of its
    family.
    """

    device: str
    room: RoomId
    button: ButtonId
    contacts: tuple[Contact, ...]
    key: bytes | None = None
    address: str = ""
    safe: bool = False
    family: str = ""
    part: str = ""
    wires: tuple[Wire, ...] = ()
    duty: str = ""
    area: AreaName = AreaName("")
    near: RoomId = RoomId("")


class TakeOver(AdministratorAsk[Reply], frozen=True, kw_only=True, tag="take-over"):
    """Take a rank above the one that most of the buttons heard which now refuse this box. Needs the administrators' group or root.

    Its Reply tells the numbers, whether it was done or not.
    """


class TellCarried(Discreet, PersonAsk[Reply], frozen=True, kw_only=True, tag="tell-carried"):
    """This person carries this button today, which goes with a duty. An empty name removes what was said. It is kept only in memory,
    until midnight.
    """

    button: ButtonId
    name: str

    def __repr__(self) -> str:
        return f"TellCarried(request={self.request}, button={self.button!r})"
