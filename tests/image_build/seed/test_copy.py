"""Tests where a seed may put the copy: the replica reads each place, every mistake is named with its line, and no sentence
has a key in it.
"""

from pathlib import Path

import pytest

from image_build.first_boot.copy_file import copy_file
from image_build.seed.model import CopyTo, Seed, Target
from image_build.seed.read import examine_seed, read_seed
from sync.replica.where import read_where
from tests.image_build.copies import HOST_KEY, KEY, LOCKED, S3, SFTP
from tests.image_build.seeds import authority, indented


def text(copy: str, network: str = "") -> str:
    return f"seed: 1\nname: x-es\ntime_zone: UTC\n{network}{copy}end_of_seed: true\n"


def copy_in(copy: str) -> CopyTo:
    seed = read_seed(text(copy))
    assert isinstance(seed, Seed), seed
    assert seed.copy is not None
    return seed.copy


def test_every_place_a_copy_can_lie_at() -> None:
    assert copy_in("copy: {to: stick}\n") == CopyTo(Target.STICK)
    assert copy_in("copy: {to: folder, path: /mnt/second}\n") == CopyTo(Target.FOLDER, {"path": "/mnt/second"})
    assert copy_in(SFTP) == CopyTo(
        Target.SFTP,
        {"host": "copy.example:2222", "user": "handbell", "path": "/srv/copies", "host_key": HOST_KEY, "key": KEY},
    )
    s3 = copy_in(S3)
    assert (s3.told["endpoint"], s3.told["ca"], "path" in s3.told) == ("https://s3.example:9000", authority(), False)
    assert [each.far for each in (copy_in("copy: {to: stick}\n"), copy_in(SFTP), s3)] == [False, True, True]


@pytest.mark.parametrize(
    "copy",
    [
        "copy: {to: stick}\n",
        "copy: {to: folder, path: /mnt/an odd folder für copies}\n",
        SFTP,
        SFTP.replace("copy.example:2222", "10.1.0.7"),
        SFTP.replace("copy.example:2222", '"[fd00::7]:2222"'),
        SFTP.replace("user: handbell", 'user: "3rd.box-1"'),
        S3,
    ],
)
def test_what_a_seed_may_say_the_replica_can_use(copy: str, tmp_path: Path) -> None:
    made = copy_file(copy_in(copy), b"")
    assert isinstance(made, bytes)
    (tmp_path / "copy.json").write_bytes(made)
    assert read_where(tmp_path / "copy.json") is not None


def test_no_key_shows_where_a_seed_is_printed() -> None:
    for copy, secret in ((SFTP, KEY.splitlines()[1]), (S3, "wJalr")):
        assert secret in text(copy)
        assert secret not in repr(read_seed(text(copy)))


MISTAKES = [
    ("copy: stick\n", "copy", "This must be a section of names and values. Write `to: stick`, or another place."),
    ("copy: {to: moon}\n", "copy.to", '"moon" is not known here. Choose one of stick, folder, sftp and s3.'),
    ("copy: {path: /mnt/x}\n", "copy.to", '"to" is missing. Add it.'),
    ("copy: {to: stick, path: /mnt/x}\n", "copy.path", '"path" is not known here. Known here: to.'),
    ("copy: {to: folder}\n", "copy.path", '"path" is missing. Add it.'),
    ("copy: {to: folder, path: /var/lib/x}\n", "copy.path",
     "The box writes a copy to no folder but one below /mnt, /media and /run/media: its own card would be lost with it. "
     "Write where the second card or disk is mounted, such as /mnt/second."),
    ("copy: {to: folder, path: /mnt/../var}\n", "copy.path",
     '"/mnt/../var" leads to another folder than it says. Write the folder itself, without .. and ~.'),
    (SFTP.replace("copy.example:2222", "copy.example:0"), "copy.host",
     '"copy.example:0" is not the address of a server. Write it like copy.example or 10.1.0.7:2222.'),
    (SFTP.replace("user: handbell", "user: -oProxyCommand=x"), "copy.user",
     "This cannot be used: it begins with -, has more than 200 characters, or one that is not shown. Type it again, on one line."),
    (SFTP.replace("user: handbell", "user: a b"), "copy.user",
     '"a b" cannot be the name of an account. Write it like handbell.'),
    (SFTP.replace("user: handbell", "user: handbell$"), "copy.user",
     '"handbell$" cannot be the name of an account. Write it like handbell.'),
    (SFTP.replace("/srv/copies", "/srv/copies of boxes"), "copy.path",
     '"/srv/copies of boxes" has other letters than those a copy over SFTP can have. '
     "Use A to Z, digits and . _ - / alone, such as /srv/copies."),
    (SFTP.replace("/srv/copies", "/srv/für"), "copy.path",
     '"/srv/für" has other letters than those a copy over SFTP can have. '
     "Use A to Z, digits and . _ - / alone, such as /srv/copies."),
    (SFTP.replace("AAAAC3", "BAAAC3"), "copy.host_key",
     "This public key is damaged. Write the server's own line, from its /etc/ssh/ssh_host_ed25519_key.pub."),
    (SFTP.replace(indented(KEY, 4), indented(LOCKED, 4)), "copy.key",
     "This key has a passphrase, and nobody is at the box to type it. Make one without, for this alone."),
    (SFTP.replace(indented(KEY, 4), f"    {HOST_KEY}\n"), "copy.key",
     "This is not a private key of ssh. Write `key: |` and below it, each line indented, the file that ssh-keygen made, without .pub."),
    (S3.replace("https://s3", "http://s3"), "copy.endpoint",
     '"http://s3.example:9000/" is not the address of an S3 server. Write it like https://s3.example:9000.'),
    (S3.replace("handbell-copies", "Copies"), "copy.bucket", '"Copies" cannot be the name of a bucket. Write it like handbell-copies.'),
    (S3.replace("eu-west-1", "eu west"), "copy.region", '"eu west" cannot be the name of a region. Write it like us-east-1.'),
    (S3.replace("wJalrXUtnFEMIK7MDENG", "short"), "copy.secret",
     "This is not a secret of S3: it has 8 to 200 characters and no blank. Copy it again."),
    (S3.replace("BEGIN CERT", "BEGIN CART"), "copy.ca",
     "This is not a certificate. Write `ca: |` and below it, each line indented, the lines from BEGIN CERTIFICATE to END CERTIFICATE."),
]  # fmt: skip


@pytest.mark.parametrize(("copy", "path", "sentence"), MISTAKES)
def test_what_is_wrong_is_told_at_its_place(copy: str, path: str, sentence: str) -> None:
    mistakes = examine_seed(text(copy)).mistakes
    assert [(each.path, f"{each.says} {each.do}") for each in mistakes] == [(path, sentence)]
    assert KEY.splitlines()[1] not in sentence


def test_a_server_with_a_name_needs_somebody_who_knows_where_it_is() -> None:
    network = "network: {address: {ip: 10.4.7.20/24, gateway: 10.4.7.1}}\n"
    for copy, field, host in ((SFTP, "host", "copy.example"), (S3, "endpoint", "s3.example")):
        (mistake,) = examine_seed(text(copy, network)).mistakes
        assert (mistake.path, mistake.says.partition(" is")[0]) == (f"copy.{field}", f'"{host}"')
        assert examine_seed(text(copy.replace(host, "10.1.0.7"), network)).mistakes == []


def test_a_key_that_the_box_has_is_no_mistake() -> None:
    assert copy_in(SFTP.replace(f"key: |\n{indented(KEY, 4)}", "key: kept\n")).told["key"] == "kept"
    assert copy_in(S3.replace("wJalrXUtnFEMIK7MDENG", "kept")).told["secret"] == "kept"
