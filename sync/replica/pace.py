"""Says how often the replica does what. Knows nothing else."""

import msgspec

from sync.replica.worker import FAR_WITHIN_S, WITHIN_S


class Pace(msgspec.Struct, frozen=True):
    """All times of the replica, in seconds."""

    fold_s: float = 0.25  # while entries come, one copy at most in this time: each makes a file, and the target may be a flash stick
    idle_s: float = 30.0  # without news the copy is proved this often, so that the age on screens stays below a minute
    away_s: float = 10.0  # until a target that failed is tried again
    # how often to look at a target over a network; a folder is looked at with each proof, because there it costs only some stats
    far_look_s: float = 60.0
    far_news_s: float = (
        10.0  # the same while there are new entries: a look takes four sessions, and only it proves entries
    )
    answer_s: float = WITHIN_S
    far_answer_s: float = FAR_WITHIN_S
    bundle_read_s: float = 3600.0  # how often the bundle, which opens the copy, is read back: it has 1 MiB at most
    still_s: float = (
        60.0  # give up when nothing moves for so long: up to 4 MB wait in the kernel, which suits a line of 0.6 Mbit/s
    )
    silent_s: float = 300.0  # so long without a proof is trouble
    tell_s: float = 10.0  # tell the alert daemon at least this often
    quiet_s: float = 60.0  # after so long without an entry no call is in its first minutes, and the target may forget what was deleted
    forget_every_s: float = 600.0  # between two of these: a whole new generation of wraps has a few megabytes
    forget_latest_s: float = 12 * 3600.0  # with a day of history at most, nothing forgotten is left there after 24 h
    save_s: float = 600.0  # how often the card is told how far the copy was proved
    refused_s: float = 3600.0  # until a target that refuses removal is asked again: it may be set up so for years
    # between two copies of another history: each copies a record that was put back from its first entry on, 200 MB
    history_every_s: float = 600.0
    elsewhere_s: float = 3600.0  # how long another box is named that wrote to its own copy beside ours
    unsynced_max: int = (
        5000  # entries of a first copy between two proofs: 200,000 at once made 200 MB of log and as much beside it
    )
