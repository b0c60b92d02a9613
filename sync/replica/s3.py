"""Keeps a copy in a bucket of an S3 server. Knows how objects are named there, and not what is in them.

The authority of the server's certificate is pinned, for us and for Litestream: no other authority that the system trusts counts. Each act
has one connection: the acts are a minute apart.
"""

import http.client
import re
import ssl
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

from sync.replica.chain import LEVELS
from sync.replica.faults import REFUSED, SILENT, CopyFault
from sync.replica.marker import FOLDER, LATEST, MARKER_LEN_MAX, is_id, named, prefix
from sync.replica.signing import Keys, Request, query_text, signed_headers
from sync.replica.troubles import fault_of
from sync.replica.where import S3, kind_of
from sync.transport.whole_file import write_whole

WITHIN_S = 8.0  # for each wait of an act; below the deadline of a caller that waits for several (`worker.py`)
ANSWER_LEN_MAX = 8 * 1024 * 1024  # a page of 1,000 names is 0.4 MB
PAGES_MAX = 50  # pages of names: a day of entries makes fewer than 10,000 files, even before they are joined
REMOVED_AT_ONCE = 64  # objects: each takes a request of its own, a tenth of a second far away
OTHERS_MAX = 16  # boxes of one building: a building has few over the years
OK, NO_CONTENT, NOT_FOUND = 200, 204, 404
REFUSES = (400, 401, 403)
SKEW_S = 15 * 60  # how wrong S3 lets a clock be

# S3 answers in XML of its own form. We look only for these parts, and parse nothing that could name another file.
_CONTENTS = re.compile(r"<Contents>(.*?)</Contents>", re.DOTALL)
_KEY = re.compile(r"<Key>([^<&]*)</Key>")
_SIZE = re.compile(r"<Size>([0-9]+)</Size>")
_BELOW = re.compile(r"<CommonPrefixes>\s*<Prefix>([^<&]*)</Prefix>")
_NEXT = re.compile(r"<NextContinuationToken>([^<]*)</NextContinuationToken>")
_CODE = re.compile(r"<Code>([A-Za-z]+)</Code>")


class S3Target:
    """A bucket as a target. Made by `open_s3`."""

    def __init__(self, where: S3, building: bytes, box: bytes, secrets: Path) -> None:
        self.kind = kind_of(where)
        self.says = where.says
        self._where = where
        beneath = f"{where.path.strip('/')}/" if where.path.strip("/") else ""
        self._copies = f"{beneath}{FOLDER}/"
        self._building = f"{self._copies}{building.hex()}/"
        self._at = f"{beneath}{prefix(building, box)}/"
        self._authority = secrets / "copy.ca"
        write_whole(self._authority, where.ca.encode())
        self._host = urlsplit(where.endpoint).netloc
        try:
            self._context = ssl.create_default_context(cadata=where.ca)
        except ssl.SSLError as wrong:
            raise CopyFault(REFUSED, f"The certificate in the settings of {self.says} cannot be read.") from wrong

    def check(self) -> None:
        """Do nothing: the next act would find anything that is wrong."""

    def read(self, name: str, most: int) -> bytes | None:
        """Read a file of at most so many bytes; None where there is none, or it is longer."""
        return self._read(self._at + name, most)

    def write(self, name: str, data: bytes) -> None:
        """Write the whole file in place of any file of this name: an object appears only when all of it is there."""
        self._ask("PUT", self._at + name, body=data)

    def names(self, folder: str = "") -> list[tuple[str, int]]:
        """List what lies directly in a folder, with sizes; a folder has size 0."""
        return self._list(self._at + (f"{folder}/" if folder else ""), direct=True)

    def files(self, generation: str) -> list[tuple[str, int]]:
        """List Litestream's files of a generation, of all levels, with sizes."""
        found = self._list(f"{self._at}{generation}/", direct=False)
        levels = {f"{level:04d}" for level in LEVELS}
        return [each for each in found if each[0].partition("/")[0] in levels]

    def remove(self, name: str) -> bool:
        """Remove an object, or a part of a generation; False where some of it is left. The bucket's own rule removes old versions. Raises
        CopyFault where we may not.
        """
        found = named(name)
        if found is None or found.what == "bundle":
            self._ask("DELETE", self._at + name)
            return True
        there = self._list(f"{self._at}{name}/", direct=False)
        for left, _ in there[:REMOVED_AT_ONCE]:
            self._ask("DELETE", f"{self._at}{name}/{left}")
        return len(there) <= REMOVED_AT_ONCE

    def others(self) -> dict[str, bytes]:
        """Give the markers of other boxes of this building, by box."""
        found = {}
        for name, _ in self._list(self._building, direct=True)[:OTHERS_MAX]:
            if f"{self._building}{name}/" != self._at:
                data = self._read(f"{self._building}{name}/{LATEST}", MARKER_LEN_MAX)
                if data is not None:
                    found[name] = data
        return found

    def everywhere(self, most: int) -> dict[tuple[str, str], bytes]:
        """Give the markers of boxes of all buildings, by both ids; at most so many."""
        buildings = [name for name, _ in self._list(self._copies, direct=True) if is_id(name)][:most]
        found: dict[tuple[str, str], bytes] = {}
        for building in buildings:
            boxes = [name for name, _ in self._list(f"{self._copies}{building}/", direct=True) if is_id(name)]
            for box in boxes[: most - len(found)]:
                data = self._read(f"{self._copies}{building}/{box}/{LATEST}", MARKER_LEN_MAX)
                if data is not None:
                    found[building, box] = data
        return found

    def free_mib(self) -> int | None:
        """Give None: a bucket tells no limit."""
        return None

    def litestream(self, name: str) -> dict[str, object]:
        """Give the settings that Litestream needs to write to this folder."""
        where = self._where
        return {
            "type": "s3",
            "endpoint": where.endpoint,
            "bucket": where.bucket,
            "path": self._at + name,
            "region": where.region,
            "access-key-id": where.key_id,
            "secret-access-key": where.secret,
            "force-path-style": True,
        }

    def environment(self) -> dict[str, str]:
        """Give the environment that makes Litestream trust only the pinned authority: Go reads the system's folder too, unless told
        another.
        """
        return {"SSL_CERT_FILE": str(self._authority), "SSL_CERT_DIR": "/nonexistent"}

    def _read(self, key: str, most: int) -> bytes | None:
        data = self._ask("GET", key, most=most + 1, missing=True)
        return data if data is not None and len(data) <= most else None

    def _list(self, beneath: str, *, direct: bool) -> list[tuple[str, int]]:
        """List names, without the beginning that they all share."""
        found: list[tuple[str, int]] = []
        query = {"list-type": "2", "prefix": beneath} | ({"delimiter": "/"} if direct else {})
        for _ in range(PAGES_MAX):
            said = (self._ask("GET", "", query) or b"").decode(errors="replace")
            for contents in _CONTENTS.findall(said):
                key, size = _KEY.search(contents), _SIZE.search(contents)
                if key and size and key[1].startswith(beneath) and key[1] != beneath:
                    found.append((key[1].removeprefix(beneath), int(size[1])))
            found += [(below.removeprefix(beneath).rstrip("/"), 0) for below in _BELOW.findall(said)] if direct else []
            more = _NEXT.search(said)
            if more is None:
                return found
            query["continuation-token"] = more[1]
        raise CopyFault(REFUSED, f"{self.says} names more objects than a copy has.")

    def _ask(
        self,
        method: str,
        key: str,
        query: Mapping[str, str] | None = None,
        *,
        body: bytes = b"",
        most: int = ANSWER_LEN_MAX,
        missing: bool = False,
    ) -> bytes | None:
        """Send a request and give the answer; None where there is no such object and `missing` allows that. Raises CopyFault."""
        where, query = self._where, query or {}
        path = quote(f"/{where.bucket}/{key}" if key else f"/{where.bucket}", safe="/-_.~")
        keys = Keys(where.key_id, where.secret, where.region)
        headers = signed_headers(Request(method, self._host, path, query, body), keys, time.time_ns() // 1_000_000)
        line = http.client.HTTPSConnection(self._host, timeout=WITHIN_S, context=self._context)
        try:
            line.request(method, f"{path}?{query_text(query)}" if query else path, body or None, headers)
            answer = line.getresponse()
            data, status = answer.read(most), answer.status
        except ssl.SSLCertVerificationError as wrong:
            raise fault_of(f"x509: {wrong.verify_message}", self.says) from wrong
        except (OSError, http.client.HTTPException) as error:
            raise CopyFault(SILENT, f"{self.says} cannot be reached ({error}).") from error
        finally:
            line.close()
        if status in {OK, NO_CONTENT} or (method == "DELETE" and status == NOT_FOUND):
            return data
        if status in REFUSES and _skewed(answer.getheader("Date", "")):  # not every server uses S3's own word for it
            raise fault_of("RequestTimeTooSkewed", self.says)
        code = _CODE.search(data.decode(errors="replace"))
        if status == NOT_FOUND and missing and (code is None or code[1] == "NoSuchKey"):
            return None
        raise fault_of(code[1] if code else f"it answered {status} to {method}", self.says)


def _skewed(date: str) -> bool:
    """Whether the server's clock is so far from ours that it takes nothing we sign."""
    try:
        theirs_s = parsedate_to_datetime(date).timestamp()
    except ValueError:
        return False
    return abs(theirs_s - time.time_ns() / 1_000_000_000) > SKEW_S


def open_s3(where: S3, building: bytes, box: bytes, secrets: Path) -> S3Target:
    """Open the target, and reach it once, so that we know that its bucket is there and takes our key. Raises CopyFault."""
    target = S3Target(where, building, box, secrets)
    target.names()
    return target
