"""Reads the sections `buttons` and `ssh` of a seed: secrets of devices, and who may log in. No sentence ever shows a secret."""

import base64
import binascii

from appliance.plan.bounds import is_id
from appliance.plan.ids import KeyId
from appliance.plan.marked import RawValue, Sheet
from appliance.plan.mistakes import quoted
from image_build.seed.model import Credential
from image_build.seed.values import filled

KEPT = "kept"
"""Replaces a secret once the box keeps it."""

SECRET_BYTES = (16, 64)  # Nobody can guess 128 bits. 64 bytes is the longest key that HMAC-SHA256 uses as it is.
SSH_KEYS_MAX = 20  # enough for everybody in a district's IT
SSH_KEY_CHARACTERS_MAX = 2000  # RSA of 8192 bits needs 1,400
RSA_BLOB_BYTES_MIN = 390  # 3072 bits: 384 bytes, and the bytes that name the kind of key

SSH_KINDS = (
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com",
    "sk-ecdsa-sha2-nistp256@openssh.com",
    "ssh-rsa",
)


def credentials_on(sheet: Sheet, raw: RawValue | None) -> tuple[Credential, ...]:
    """Read the secrets of buttons and sounders, as far as that can be read: `KEY: base64`, as ESPHome has them in secrets.yaml."""
    if raw is not None and not sheet.is_section(raw):
        # a secret may stand here, so it is not shown
        sheet.note(raw, "This must be a section of names and values.", "Write one `KEY: secret` a line.")
        return ()
    found: list[Credential] = []
    first: dict[bytes, str] = {}
    for name, each in sheet.pairs(raw).items():
        if not is_id(name):
            says = f"{quoted(name)} cannot be the name of a key."
            sheet.note(each, says, "Write the `key` that the plan has for this button or sounder.")
        secret = _secret(sheet, each)
        if secret is None:
            continue
        if secret and secret in first:
            says = f"This secret is the same as that of {quoted(first[secret])}."
            sheet.note(each, says, "Two devices never share one: copy each from its own line.")
        first.setdefault(secret, name)
        found.append(Credential(KeyId(name), secret))
    return tuple(found)


def _secret(sheet: Sheet, raw: RawValue) -> bytes | None:
    text = filled(sheet, raw)
    if not text:
        return None
    if text == KEPT:
        return b""
    try:
        secret = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    least, most = SECRET_BYTES
    if not least <= len(secret) <= most:
        says = "This is not a secret in base 64, such as the 44 characters behind `encryption: key:` of a device."
        sheet.note(raw, says, "Copy it again, with the = at its end.")
        return None
    return secret


def ssh_keys_on(sheet: Sheet, raw: RawValue | None) -> tuple[str, ...]:
    """Read the public keys that may log in. Without any, ssh stays off."""
    held = sheet.fields(raw, ("keys",))
    items = sheet.items(held.get("keys"), one_alone=True)
    if len(items) > SSH_KEYS_MAX:
        sheet.note(held["keys"], f"There are {len(items)} keys here.", f"At most {SSH_KEYS_MAX} are taken.")
    found: dict[str, None] = {}
    for each in items[:SSH_KEYS_MAX]:
        line = filled(sheet, each)
        wrong = not_public(line) if line else ""
        if wrong:
            sheet.note(each, wrong, "Write the one line of a file such as id_ed25519.pub.")
        elif line:
            found[line] = None
    return tuple(found)


def not_public(line: str) -> str:
    """Say why this line is no public key; empty if it is one."""
    if "PRIVATE KEY" in line:
        return "This is a private key, which no box may have. Whoever saw this file has it: make a new one."
    kind, _, rest = line.partition(" ")
    if kind not in SSH_KINDS or not line.isprintable() or len(line) > SSH_KEY_CHARACTERS_MAX:
        return "This is not a public key of ssh; options before it are not taken."
    try:
        blob = base64.b64decode(rest.partition(" ")[0], validate=True)
    except (binascii.Error, ValueError):
        blob = b""
    named = len(kind).to_bytes(4) + kind.encode()
    if not blob.startswith(named) or len(blob) <= len(named) + 4:
        return "This public key is damaged."
    if kind == "ssh-rsa" and len(blob) < RSA_BLOB_BYTES_MIN:
        return "This RSA key is shorter than 3072 bits."
    return ""
