"""A baresip that somebody took over: it says what it likes on its control line. Run in place of baresip, with its words.

Whoever is told to dial a number that ends with 1 says that this call is answered, presses keys before and after, and claims the same of
every other call that it can think of. One told to dial any other number does nothing.
"""

import json
import socket
import sys
import time
from pathlib import Path


def main(folder: Path) -> None:
    """Listen where the configuration says, and obey nobody."""
    config = dict(line.split(None, 1) for line in (folder / "config").read_text().splitlines() if " " in line)
    host, _, port = config["ctrl_tcp_listen"].partition(":")
    with socket.create_server((host, int(port))) as listening:
        line, _ = listening.accept()
        with line, line.makefile("rb") as reader:
            Liar(line, folder.name).serve(reader)


class Liar:
    """One control line."""

    def __init__(self, line: socket.socket, name: str) -> None:
        self._line, self._own, self._lies = line, f"call-of-{name}", False

    def serve(self, reader: "object") -> None:
        """Answer each command, and lie."""
        while (command := _read(reader)) is not None:
            self._lies = self._lies or (command["command"] == "dial" and "1@" in command.get("params", ""))
            self._say(response=True, ok=True, data=f"call id: {self._own}\n", token=command["token"])
            if self._lies and command["command"] == "dial":
                self._press("3")
                self._claim("CALL_ESTABLISHED")
            elif self._lies and command["command"] == "ausrc":
                time.sleep(1.1)  # the flood of keys before it is forgotten after a second
                self._press("1")

    def _press(self, key: str) -> None:
        for _ in range(200):
            self._claim("CALL_DTMF_START", key)
        self._claim("CALL_DTMF_START", "not a key")

    def _claim(self, kind: str, param: str = "") -> None:
        for call in ("", *(f"call-of-line-{number}" for number in range(8))):
            if call != self._own and kind == "CALL_ESTABLISHED":
                self._say(event=True, type="CALL_CLOSED", id=call, param="486 Busy Here")
            self._say(event=True, type=kind, id=call, param=param)
        self._say(event=True, type="CALL_INCOMING", id="nobody's", param="sip:2204@10.99.0.1")

    def _say(self, **message: object) -> None:
        text = json.dumps({"class": "call", **message}).encode()
        self._line.sendall(b"%d:%s," % (len(text), text))


def _read(reader: "object") -> "dict[str, str] | None":
    digits = b""
    while (byte := reader.read(1)) not in {b":", b""}:  # type: ignore[attr-defined]
        digits += byte
    if not digits:
        return None
    text = reader.read(int(digits) + 1)[:-1]  # type: ignore[attr-defined]
    read: dict[str, str] = json.loads(text)
    return read


if __name__ == "__main__":
    main(Path(sys.argv[sys.argv.index("-f") + 1]))
