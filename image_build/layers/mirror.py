"""Says from which archive packages come: the machine's own mirror of Debian, or one that a person names. It fetches nothing."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

DEFAULT: Final = "http://deb.debian.org/debian"
KEYRING: Final = Path("/usr/share/keyrings/debian-archive-keyring.pgp")
# `main`, and the component of raspi-firmware. Debian's security archive has the same components.
COMPONENTS: Final = "main non-free-firmware"
_SNAPSHOT = re.compile(r"/\d{8}T\d{6}Z/?$")
_ARCHIVE = re.compile(r"/debian(?=/|$)")
_ONE_LINE = re.compile(r"^deb\s+(?:\[[^]]*\]\s+)?(?P<uri>\S+)\s+(?P<suite>\S+)")


@dataclass(frozen=True, slots=True)
class Mirror:
    """Debian's archive at `main` and its security updates at `security`. A snapshot is an archive as it was on one day."""

    main: str
    security: str

    @property
    def is_snapshot(self) -> bool:
        """Whether this is a snapshot. The index of an old day says that it is out of date; for a snapshot that is intended."""
        return _SNAPSHOT.search(self.main) is not None

    def sources(self, suite: str, *, backports: bool = False) -> str:
        """Write lines for apt: the suite, its updates and its security; also the archive of newer kernels, if asked."""
        suites = [(self.main, suite), (self.main, f"{suite}-updates"), (self.security, f"{suite}-security")]
        if backports:
            suites.append((self.main, f"{suite}-backports"))
        return "".join(f"deb [signed-by={KEYRING}] {uri} {name} {COMPONENTS}\n" for uri, name in suites)


def named(uri: str) -> Mirror:
    """Return the mirror that a person names by the address of its main archive. Security is beside it, as on all mirrors and snapshots."""
    main = uri.rstrip("/")
    return Mirror(main, _ARCHIVE.sub("/debian-security", main, count=1))


def of_machine(suite: str, etc: Path = Path("/etc/apt")) -> Mirror:
    """Return the mirror that this machine's apt uses for `suite`, or else Debian's own."""
    found = {name: uri.rstrip("/") for text in _texts(etc) for uri, name in _entries(text)}
    usual = named(found.get(suite, DEFAULT))
    return Mirror(usual.main, found.get(f"{suite}-security", usual.security))


def _texts(etc: Path) -> list[str]:
    parts = etc / "sources.list.d"
    files = [etc / "sources.list", *sorted(parts.glob("*.list")), *sorted(parts.glob("*.sources"))]
    return [file.read_text(errors="replace") for file in files if file.is_file()]


def _entries(text: str) -> list[tuple[str, str]]:
    """Return (address, suite) for every archive of packages in one file of sources, in either of apt's two formats."""
    entries = [(line["uri"], line["suite"]) for line in map(_ONE_LINE.match, text.splitlines()) if line]
    for stanza in re.split(r"\n\s*\n", text):
        fields = dict(re.findall(r"^(Types|URIs|Suites|Enabled):[ \t]*(.+)$", stanza, re.MULTILINE))
        if "deb" in fields.get("Types", "").split() and fields.get("Enabled", "yes").strip().lower() != "no":
            entries += [
                (uri, suite) for uri in fields.get("URIs", "").split() for suite in fields.get("Suites", "").split()
            ]
    return entries
