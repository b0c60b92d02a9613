"""How often the replica does what. Knows nothing else."""

import msgspec

from sync.replica.worker import FAR_WITHIN_S, WITHIN_S


class Pace(msgspec.Struct, frozen=True):
    """Seconds."""

    fold_s: float = (
        0.25  # at most one copy so often while entries come: each makes a file, and the target may be a flash stick
    )
    idle_s: float = 30.0  # without news the copy is proved so often: the age on the screens stays below a minute
    away_s: float = 10.0  # a target that failed is tried again
    far_look_s: float = 60.0  # a target over a network is looked at; a folder at each proof, where it costs some stats
    far_news_s: float = (
        10.0  # and with new entries so often: a look is four sessions; nothing is told as copied before it
    )
    answer_s: float = WITHIN_S
    far_answer_s: float = FAR_WITHIN_S
    bundle_read_s: float = 3600.0  # what opens a copy is read back so often: it is 1 MiB at most
    still_s: float = 60.0  # nothing moves for so long: up to 4 MB wait in the kernel, for a line of 0.6 Mbit/s
    silent_s: float = 300.0  # no proof for so long is trouble
    tell_s: float = 10.0  # the alert daemon is told at least so often
    quiet_s: float = 60.0  # no entry for so long: no call is in its first minutes, and what was deleted may be forgotten at the target
    forget_every_s: float = 600.0  # a whole new generation of wraps is a few megabytes
    forget_latest_s: float = 12 * 3600.0  # with a day of history at most, nothing forgotten is there after 24 h
    save_s: float = 600.0  # how far it was proved is kept on the card so often
    refused_s: float = 3600.0  # a target that lets nothing be removed is asked again: it may be set up so, for years
    history_every_s: float = 600.0  # a record that was put back is copied from its first entry on: 200 MB
    elsewhere_s: float = 3600.0  # another box that wrote to its own copy beside ours is named for so long
    unsynced_max: int = (
        5000  # entries of a first copy between two asks: 200,000 at once made 200 MB of log and as much beside it
    )
