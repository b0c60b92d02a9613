"""Names the news that a person at the plain console hears, because they asked for it. Pure."""

from tui.line.news import (
    CanGoReplied,
    CarriedReplied,
    FiguresArrived,
    MorningArrived,
    OwedArrived,
    PairingArrived,
    PinReplied,
    ReachArrived,
    ReadyArrived,
    Replied,
    RestoreTold,
    ScheduleReplied,
    SticksArrived,
    StickTold,
    SupportsArrived,
    TimelineArrived,
    WaysArrived,
)

type LookedUp = (
    TimelineArrived
    | ReachArrived
    | MorningArrived
    | OwedArrived
    | WaysArrived
    | PairingArrived
    | SupportsArrived
    | FiguresArrived
)
type Told = (
    LookedUp
    | ReadyArrived
    | SticksArrived
    | StickTold
    | RestoreTold
    | PinReplied
    | CarriedReplied
    | CanGoReplied
    | ScheduleReplied
    | Replied
)
