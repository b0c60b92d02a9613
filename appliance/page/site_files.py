"""Reads the files of the site once, and gives them with their headers. The service worker is given the list of all of them. Knows no
request.
"""

import gzip
import hashlib
from importlib import resources

import msgspec

WORKER = "worker.js"
SHOWN_AS = {
    "": "index.html",
    "pair": "pair.html",
    "room": "room.html",
    "phone": "phone.html",
    "desk": "desk.html",
    "wall": "wall.html",
    "mine": "mine.html",
}
"""Path of a page → its file."""
TYPES = {
    "html": "text/html",
    "js": "text/javascript",
    "css": "text/css",
    "svg": "image/svg+xml",
    "webmanifest": "application/manifest+json",
}


class SiteFile(msgspec.Struct, frozen=True):
    """One file as a browser gets it. `packed`: the content in gzip. There is no secret in it that its length could tell."""

    content: bytes
    packed: bytes
    content_type: str
    tag: str


def site_files() -> dict[str, SiteFile]:
    """Give all files by their path in the site, without the leading slash. A page has its short path: `room`."""
    folder = resources.files("appliance.page").joinpath("site")
    read = {each.name: each.read_bytes() for each in folder.iterdir() if each.name.rpartition(".")[2] in TYPES}
    paths = {file: path for path, file in SHOWN_AS.items()}
    whole = hashlib.sha256()
    for name in sorted(read):
        whole.update(name.encode() + b"\0" + read[name])
    version = whole.hexdigest()[:16]
    kept = sorted("/" + paths.get(name, name) for name in read if name != WORKER)
    if WORKER in read:
        said = (
            f"const VERSION = {msgspec.json.encode(version).decode()}, FILES = {msgspec.json.encode(kept).decode()};\n"
        )
        read[WORKER] = said.encode() + read[WORKER]
    return {paths.get(name, name): _file(name, content) for name, content in read.items()}


def _file(name: str, content: bytes) -> SiteFile:
    tag = '"' + hashlib.sha256(content).hexdigest()[:16] + '"'
    return SiteFile(content, gzip.compress(content, mtime=0), TYPES[name.rpartition(".")[2]], tag)
