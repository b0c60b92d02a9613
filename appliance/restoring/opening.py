"""Opens the bundle of a copy with the key of a phrase, and checks whose it is, and whether it belongs to the two databases beside it."""

from collections.abc import Callable
from functools import partial

import msgspec

from appliance.envelope import vouching
from appliance.envelope.bundle import About, BundleError, Contents, Sealed, opened
from appliance.envelope.hybrid import PrivateKey
from appliance.restoring.found import Found
from appliance.restoring.mirror import Mirror
from appliance.restoring.refused import Refused

OTHER_PHRASE = "wrong-phrase"
CHANGED = "bundle-changed"


class Opened(msgspec.Struct, frozen=True):
    """An opened bundle. `newest`: no newer bundle is known of. If there is one, this bundle may lack a key that the copy needs.
    `vouched`: whoever has the phrase has signed that bundles of the box that made it count; `vouch` signs that for another box.
    """

    about: About
    contents: Contents
    newest: bool
    vouched: bool = True
    vouch: Callable[[bytes], bytes] | None = None


def opened_with(found: Found, mirror: Mirror, private: PrivateKey) -> Opened | Refused:
    """Give the newest bundle that this key opens. If none opens, say what is wrong with the newest. Raises CopyError."""
    wrong: Refused | None = None
    newest = max((serial for serial, _ in found.bundles), default=0)
    if found.marker is not None:
        newest = max(newest, found.marker.bundle)
    for serial, data in found.bundles:
        one = _one(data, private)
        if isinstance(one, Refused):
            wrong = wrong or one
            continue
        about, contents = one
        if (stranger := _of_another(found, mirror, about)) is not None:
            return stranger
        said = vouching.statement(about.building, about.box, about.device_key)
        vouched = vouching.vouches(private, dict(contents.files).get(vouching.NAME, b""), said)
        return Opened(about, contents, about.serial >= max(newest, serial), vouched, partial(vouching.vouch, private))
    return wrong or Refused("no-bundle", f"{found.folder} has no recovery bundle.")


def _one(data: bytes, private: PrivateKey) -> tuple[About, Contents] | Refused:
    try:
        sealed = Sealed.unpack(data)
        sealed.check()
    except BundleError as error:
        return Refused(CHANGED, f"The recovery bundle {error}. Try the copy at another place, or an older bundle.")
    try:
        return sealed.about, opened(sealed, private)
    except BundleError as error:
        named = private.public.fingerprint in sealed.recipients()
        return Refused(CHANGED if named else OTHER_PHRASE, f"The recovery bundle {error}.")


def _of_another(found: Found, mirror: Mirror, about: About) -> Refused | None:
    """Refuse a bundle of one box beside the databases of another: the stick was put together from two, or swapped."""
    whose = {"mirror.db and wraps.db": (*mirror.about("building"), *mirror.about("box"))}
    if found.marker is not None:
        whose["the file “latest”"] = (found.marker.building, b"", found.marker.box, b"")
    for what, (building, also_building, box, also_box) in whose.items():
        if any(each and each != about.building for each in (building, also_building)):
            return Refused("another-building", f"The bundle is of another building than {what} in {found.folder}.")
        if any(each and each != about.box for each in (box, also_box)):
            return Refused(
                "another-box", f"The bundle is of another box of this building than {what} in {found.folder}."
            )
    return None
