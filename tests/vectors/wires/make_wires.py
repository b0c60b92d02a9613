"""Writes the vectors of wires. Imports nothing of ours: it has an encoder of its own, made from the facts it names.

python tests/vectors/wires/make_wires.py

None of its frames was captured: each is built here from what captured frames were seen to have in common.
"""

import json
from pathlib import Path

HERE = Path(__file__).parent
SEEN = "lengths, places and checksum as they were seen on 178 real frames"
LISTED = "the byte as a public list has it"


def echostream(header: int, *body: int | bytes) -> str:
    """Make a frame: header, length of all but the checksum, body, low byte of the sum."""
    inside = b"".join(each if isinstance(each, bytes) else bytes([each]) for each in body)
    frame = bytes([header, 2 + len(inside)]) + inside
    return (frame + bytes([sum(frame) % 256])).hex()


def transmission(
    market: int, serial: int, product: int, stat1: int, stat0: int, *, traces: int = 0, by: int = 0
) -> str:
    uid = bytes([market]) + serial.to_bytes(3)
    hop = bytes([1]) + by.to_bytes(3) if by else uid
    trace = b"".join(bytes([1]) + (700 + each).to_bytes(3) for each in range(traces))
    return echostream(0x72, uid, hop, traces, trace, 1 if by else 0, 0x3E, product, stat1, stat0, 0x2A, 0x13)


def radio(serial: int, product: int, stat1: int, stat0: int, **also: int) -> dict[str, object]:
    says: dict[str, object] = {
        "frame": "transmission",
        "uid": f"178-{serial}",
        "product": product,
        "level": 42,
        "margin": 19,
    }
    says["alarms"] = [each + 1 for each in range(4) if stat1 & 1 << each]
    says |= {"restarted": bool(stat0 & 8), "no_change": bool(stat0 & 16)}
    says |= {"tampered": bool(stat0 & 32), "low_battery": bool(stat0 & 64), "traces": also.get("traces", 0)}
    says["hop"] = f"1-{also['by']}" if also.get("by") else f"178-{serial}"
    return says | {"hex": transmission(178, serial, product, stat1, stat0, **also)}


def inovonics() -> list[dict[str, object]]:
    return [
        radio(1234567, 0x18, 0x01, 0x00) | {"what": "a pendant is pressed", "fact": SEEN},
        radio(1234567, 0x18, 0x00, 0x00) | {"what": "the same lets go", "fact": SEEN},
        radio(1234567, 0x18, 0x00, 0x10) | {"what": "the same checks in", "fact": SEEN},
        radio(77, 0x00, 0x01, 0x10) | {"what": "a contact that stays closed checks in", "fact": SEEN},
        radio(77, 0x00, 0x01, 0x20) | {"what": "its case is open and its contact closed", "fact": SEEN},
        radio(77, 0x00, 0x00, 0x28) | {"what": "it began anew, its case still open", "fact": SEEN},
        radio(77, 0x00, 0x00, 0x50) | {"what": "its battery is low", "fact": "bit 6, as a public client has it"},
        radio(16777215, 0x39, 0x0A, 0x00) | {"what": "alarms 2 and 4 of the highest serial number", "fact": LISTED},
        radio(5, 0x15, 0x02, 0x00, traces=2, by=700)
        | {"what": "through a repeater, with two trace words", "fact": SEEN},
        {
            "what": "a repeater began anew",
            "fact": "class 0x41 of market 0x01; that its length is that of a transmission is a guess",
            "frame": "other",
            "uid": "1-700",
            "class": 0x41,
            "hex": echostream(0x72, bytes.fromhex("010002bc" * 2), 0, 0, 0x41, 0, 0, 0x10, 40, 20),
        },
        *(
            {"what": what, "fact": SEEN, "frame": "check-in", "waiting": waiting, "stat0": stat0}
            | {"hex": echostream(0x1C, waiting, 0, stat0)}
            for what, waiting, stat0 in [
                ("a receiver is well", 0, 0x10),
                ("seven wait for an answer", 7, 0x10),
                ("jammed, its case open, restarted, link lost", 0, 0xA9),
            ]
        ),
        {
            "what": "a receiver says its serial number",
            "fact": "0x35 reports, 0x90 the serial number; that it is 4 bytes is a guess",
        }
        | {
            "frame": "report",
            "code": 0x90,
            "data": "00012345",
            "hex": echostream(0x35, 0x90, bytes.fromhex("00012345")),
        },
        {"what": "its serial number is asked for", "fact": "0x34 requests", "frame": "request", "code": 0x90}
        | {"hex": echostream(0x34, 0x90)},
        {"what": "taken", "fact": "06 02 08, word for word", "frame": "answer", "error": 0, "hex": "060208"},
        {
            "what": "its checksum is wrong",
            "fact": "15 03, the error, the sum",
            "frame": "answer",
            "error": 1,
            "hex": "15030119",
        },
    ]


def main() -> None:
    """Write each family's file."""
    for name, vectors in {"inovonics": inovonics()}.items():
        (HERE / f"{name}.json").write_text(json.dumps(vectors, indent=1) + "\n")


if __name__ == "__main__":
    main()
