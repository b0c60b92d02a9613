"""Makes the replica's file from a seed: where the copy must lie. A secret that is "kept" comes from the seed before. Pure."""

import msgspec

from image_build.seed.copy import SECRET_FIELDS
from image_build.seed.keys import KEPT
from image_build.seed.model import CopyTo

NOT_KEPT = "The {field} of the copy is said to be kept, and this box has none for that place. Write it into the seed once; then it is kept."


def copy_file(copy: CopyTo, before: bytes) -> bytes | str:
    """Return the file's bytes, or what is wrong. `before` is the file of the seed before, empty if there was none."""
    told = dict(copy.told)
    field = SECRET_FIELDS.get(copy.to, "")
    if told.get(field) == KEPT:
        known = msgspec.json.decode(before, type=dict[str, str]) if before else {}
        if known.get("to") != copy.to or not known.get(field):
            return NOT_KEPT.format(field=field)
        told[field] = known[field]
    return msgspec.json.encode({"to": str(copy.to), **told})
