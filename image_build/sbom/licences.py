"""Finds the licences of an image's packages, as the packages say them, and writes the page that tells people.

The licences' texts stay where Debian and the wheels have them: `/usr/share/doc/NAME/copyright`, `NAME.dist-info/licenses`.
"""

import re
import tarfile
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from email.parser import HeaderParser
from pathlib import Path
from typing import Final

from image_build.layers.parts import Layers

type Entry = Mapping[str, str]  # one package of the list of packages: image_build/layers/listing.py
type Licences = Mapping[tuple[str, str], Sequence[str]]  # (kind, name) to the names of its licences, perhaps none

_COPYRIGHT = re.compile(r"^\./usr/share/doc/(?P<name>[^/]+)/copyright$")
_DESCRIBED = re.compile(r"\.dist-info/METADATA$")
# Debian's machine-readable form (debian.org/doc/packaging-manuals/copyright-format/1.0): a short name after "License:".
_SHORT = re.compile(r"^License:[ \t]*(\S[^\n]*?)[ \t]*$", re.MULTILINE)
_WIDTH: Final = 130
_UNSAID: Final = "see its copyright file"
_CLASSIFIER: Final = "License :: OSI Approved :: "
_HEAD: Final = """\
Licences of what is in this image
=================================

Handbell itself is under the Apache License 2.0. The image also holds the packages below, each under its own licence;
nothing in them was changed, and of some of them manuals and other files that a box does not need were left out.
The full text of a Debian package's licence is on the image in /usr/share/doc/NAME/copyright, and that of a Python package in
/opt/handbell/site/NAME-VERSION.dist-info. The source of every Debian package is at https://deb.debian.org/debian and, for ever, at
https://snapshot.debian.org; that of every Python package at https://pypi.org.

"""


def of_layers(layers: Layers, entries: Iterable[Entry]) -> Licences:
    """Return what each package says of itself. A package without its own file has the licences of its source package."""
    said: dict[tuple[str, str], Sequence[str]] = {}
    for tar in (layers.base, layers.kernel.root_tar, layers.site):
        said |= _said_in(tar)
    debs = [entry for entry in entries if entry["kind"] == "deb"]
    by_source = {entry["source"]: said["deb", entry["name"]] for entry in debs if ("deb", entry["name"]) in said}
    for entry in debs:
        said.setdefault(("deb", entry["name"]), by_source.get(entry["source"], ()))
    return said


def page(entries: Sequence[Entry], licences: Licences) -> str:
    """Write the page for people, one line a package."""
    lines = []
    for kind, title in (("deb", "Debian packages"), ("wheel", "Python packages")):
        lines += [title, "-" * len(title), ""]
        lines += [_line(entry, licences.get((kind, entry["name"]), ())) for entry in entries if entry["kind"] == kind]
        lines.append("")
    return _HEAD + "\n".join(lines)


def of_copyright(text: str) -> list[str]:
    """Return the short names in a Debian copyright file; none if it is not in the machine-readable form."""
    if not text.lstrip().startswith("Format"):
        return []
    return sorted(set(_SHORT.findall(text)))


def of_metadata(text: str) -> list[str]:
    """Return the licences in a wheel's METADATA: its expression, as newer wheels have it, or else its field, or else its classifiers."""
    about = HeaderParser().parsestr(text)
    if expression := about.get("License-Expression"):
        return [expression]
    classifiers = [value for value in about.get_all("Classifier", []) if value.startswith(_CLASSIFIER)]
    short = (about.get("License") or "").strip()
    if short and "\n" not in short and len(short) <= 60:  # some wheels put the whole text there
        return [short]
    return sorted(value.removeprefix(_CLASSIFIER) for value in classifiers)


def _said_in(tar: Path) -> dict[tuple[str, str], Sequence[str]]:
    said: dict[tuple[str, str], Sequence[str]] = {}
    with tarfile.open(tar, "r:") as archive:
        for member in archive:
            copyright_file, described = _COPYRIGHT.match(member.name), _DESCRIBED.search(member.name)
            if not member.isreg() or not (copyright_file or described):
                continue
            file = archive.extractfile(member)
            text = "" if file is None else file.read().decode("utf-8", "replace")
            if copyright_file:
                said["deb", copyright_file["name"]] = of_copyright(text)
            else:
                said["wheel", _wheel_name(text)] = of_metadata(text)
    return said


def _wheel_name(metadata: str) -> str:
    """Return the name as the lock writes it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", HeaderParser().parsestr(metadata).get("Name", "")).lower()


def _line(entry: Entry, licences: Sequence[str]) -> str:
    line = f"{entry['name']} {entry['version']}: {', '.join(licences) or _UNSAID}"
    return textwrap.fill(line, _WIDTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
