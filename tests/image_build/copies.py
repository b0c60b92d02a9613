"""Sections `copy` of a seed, with keys that are used nowhere."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from tests.image_build.seeds import authority, indented

_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = _KEY.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()
LOCKED = _KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x")).decode()
HOST_KEY = _KEY.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()

SFTP = f"""\
copy:
  to: sftp
  host: copy.example:2222
  user: handbell
  path: /srv/copies
  host_key: {HOST_KEY} root@copy
  key: |
{indented(KEY, 4)}"""
S3 = f"""\
copy:
  to: s3
  endpoint: https://s3.example:9000/
  bucket: handbell-copies
  key_id: AKIDAKIDAKID
  secret: wJalrXUtnFEMIK7MDENG
  region: eu-west-1
  ca: |
{indented(authority(), 4)}"""
