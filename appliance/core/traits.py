"""Says what holds for each command besides what it does. The table has one row for each command, and a test finds a missing one. Pure
data.
"""

from collections.abc import Mapping

import msgspec

from appliance.core.building.commands import (
    EndCheckIn,
    EndResponse,
    MarkRoom,
    PressSafe,
    StartCheckIn,
    StartResponse,
)
from appliance.core.calls.commands import (
    Acknowledge,
    AddNote,
    Arrive,
    AssignCover,
    BeginRecord,
    Confirm,
    ConfirmAllRight,
    Dispatch,
    Downgrade,
    HandOff,
    HandOver,
    NameWhoActed,
    RaiseCall,
    RaiseCallFromDesk,
    ReportPulse,
    ReportShown,
    StandDown,
    Undo,
    Upgrade,
)
from appliance.core.commands import AnyCommand
from appliance.core.devices.commands import (
    ClearTrouble,
    PutBackInService,
    ReportRestored,
    ReportTrouble,
    SayNoCopy,
    ShelveTrouble,
    TakeOutOfService,
    TakeOverButtons,
    UnshelveTrouble,
)
from appliance.core.district.commands import NoteOpened, NoteReceipt, NoteRecovery, NoteTail, TakeNotice, TrustOffice
from appliance.core.ground.commands import AdoptPlan, Command, Look
from appliance.core.people.commands import NotePin, NotePinTaken, NoteProof, NoteReading, SignDay, SignIn, SignOut
from appliance.core.practice.commands import (
    ArmWalkTest,
    AttestTestPress,
    DropDrillPlan,
    EndDrill,
    EndWalkTest,
    MakeDrillReal,
    MakeReal,
    PlanDrill,
    StartDrill,
    StartPlannedDrill,
)


class Traits(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for one command. For most commands, all of these are false."""

    never_refused: bool = False
    """Devices and the box itself report it. It is taken however much waits, because a press cannot be asked to come again."""
    helps: bool = False
    """An act of a live call or of the whole building, or one that ends practice, so that the next press is real. Only people do these
    acts, so few of them come. None may be refused because the disk fails (promise 2).
    """
    needs_proof: bool = False
    """Changes how later calls are taken, so a person at a desk must give their PIN. Never an act of a call (promise 10), and never one
    that ends such a change: a person who sees that practice or a time out of service must stop can stop it at once.
    """
    signed: bool = False
    """Done in the name of a person only if they proved who they are; otherwise an unlisted person types a name."""
    care: bool = False
    """An administrator may also ask for it without a desk, on the box's own command line. It is about the care of buttons and is no act
    of a call.
    """
    by_itself: bool = False
    """A console sends it by itself: no person touched a key."""


_PLAIN = Traits()
_OF_THE_BOX = Traits(never_refused=True)
_HELPS = Traits(helps=True)

TRAITS: Mapping[type[Command], Traits] = {
    # presses, and what the box says
    RaiseCall: _OF_THE_BOX,
    PressSafe: _OF_THE_BOX,
    ReportTrouble: _OF_THE_BOX,
    ReportRestored: _OF_THE_BOX,
    Look: _OF_THE_BOX,
    ReportPulse: _OF_THE_BOX,
    # a live call
    RaiseCallFromDesk: _HELPS,
    ReportShown: Traits(helps=True, by_itself=True),
    Acknowledge: _HELPS,
    Dispatch: _HELPS,
    Confirm: _HELPS,
    Arrive: _HELPS,
    ConfirmAllRight: _HELPS,
    Upgrade: _HELPS,
    Downgrade: _HELPS,
    HandOff: _HELPS,
    AssignCover: _HELPS,
    AttestTestPress: _HELPS,
    StandDown: _HELPS,
    Undo: _HELPS,
    HandOver: _HELPS,
    AddNote: _PLAIN,
    NameWhoActed: _PLAIN,
    # the whole building
    StartResponse: _HELPS,
    EndResponse: _HELPS,
    StartCheckIn: _HELPS,
    MarkRoom: _HELPS,
    EndCheckIn: _HELPS,
    # practice
    StartDrill: Traits(needs_proof=True),
    EndDrill: _HELPS,
    MakeReal: _HELPS,
    MakeDrillReal: _HELPS,
    PlanDrill: Traits(needs_proof=True),
    StartPlannedDrill: Traits(needs_proof=True),
    DropDrillPlan: _PLAIN,
    ArmWalkTest: Traits(care=True),
    EndWalkTest: Traits(helps=True, care=True),
    # the house
    SignIn: _PLAIN,
    SignOut: _PLAIN,
    TakeOutOfService: Traits(needs_proof=True, care=True),
    PutBackInService: Traits(care=True),
    ShelveTrouble: _PLAIN,
    UnshelveTrouble: _PLAIN,
    ClearTrouble: _PLAIN,
    SayNoCopy: _PLAIN,
    SignDay: Traits(signed=True),
    BeginRecord: _PLAIN,
    TakeOverButtons: _PLAIN,
    AdoptPlan: _PLAIN,
    # people who proved who they are, what the district said, and what became of the copy
    NoteProof: _PLAIN,
    NoteReading: _PLAIN,
    NotePin: _PLAIN,
    NotePinTaken: _PLAIN,
    TrustOffice: _PLAIN,
    TakeNotice: _PLAIN,
    NoteReceipt: _PLAIN,
    NoteOpened: _PLAIN,
    NoteTail: _PLAIN,
    NoteRecovery: _PLAIN,
}


def traits_of(command: AnyCommand) -> Traits:
    """Give the row of a command."""
    return TRAITS[type(command)]
