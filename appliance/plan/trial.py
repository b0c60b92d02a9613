"""Makes the example plan one in which pretend desk phones and a pretend modem can be tried, at any hour. Pure; knows no device."""

MODEM = "/tmp/modem"  # noqa: S108 (a trial of one person, on their own machine)
"""Where the pretend modem of the trial lies. README.md names it too."""

_CHANGES = (
    ("#| telephone:", "telephone:"),
    ("#| shared_phones:", "shared_phones:"),
    ("#|   - {id: office-phone,", "  - {id: office-phone,"),
    ("#| texts: {port: /dev/serial/by-id/usb-SimTech_SIM7600-if02-port0,", f"texts: {{port: {MODEM},"),
    ("phone_name: Rm B204 Grade 4, ", 'phone_name: Rm B204 Grade 4, phone: "2204", '),
    (
        "roles: [administrator, lead],  told_by: hall-bell}",
        "roles: [administrator, lead],  told_by: hall-bell, agreed: 2026-08-10, duty: mon-sun 00:00-24:00,\n"
        '     ways: [{by: phone, to: "2210"}, {by: text, to: +17205550111}]}',
    ),
    (
        "sounders: [front-bell, hall-bell]}",
        "sounders: [front-bell, hall-bell], people: [reyes], phones: [office-phone]}",
    ),
)
"""Text of the example → what stands in its place. Each stands in the example once."""


def with_pretend_parts(example: str) -> str:
    """Give the text of the example plan with its lines about desk phones and texts in force. Raises ValueError if the example has become
    another one, so that one of the changes does not fit.
    """
    for old, new in _CHANGES:
        if example.count(old) != 1:
            raise ValueError(f"{old!r} stands in the example plan {example.count(old)} times, not once.")
        example = example.replace(old, new)
    return example
