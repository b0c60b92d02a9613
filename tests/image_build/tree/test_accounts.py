"""Tests the users and groups of an image: Debian's and ours, with fixed numbers, and none can log in by a password."""

import pytest

from image_build.tree.accounts import AccountsError, Files, with_ours
from image_build.tree.compose import REPOSITORY

DEBIAN = Files(
    passwd="root:x:0:0:root:/root:/bin/bash\nsystemd-network:x:998:998::/:/usr/sbin/nologin\n",
    group="root:x:0:\naudio:x:29:\ndialout:x:20:brltty\nsystemd-network:x:998:\n",
    shadow="root:*:20370:0:99999:7:::\nsystemd-network:!*:20370:::::1:\n",
    gshadow="root:*::\naudio:*::\ndialout:*::brltty\nsystemd-network:!*::\n",
)
OURS = """# a comment
u  handbell      850  "Handbell alert daemon"  /var/lib/handbell
u  handbell-seed 853  -                        -
g  handbell-desk 860
m  handbell      audio
m  handbell      dialout
"""


def test_ours_come_after_debians_with_their_numbers() -> None:
    made = with_ours(DEBIAN, OURS)
    assert made.passwd.splitlines()[2:] == [
        "handbell:x:850:850:Handbell alert daemon:/var/lib/handbell:/usr/sbin/nologin",
        "handbell-seed:x:853:853::/:/usr/sbin/nologin",
    ]
    assert made.group.splitlines()[1:] == [
        "audio:x:29:handbell",
        "dialout:x:20:brltty,handbell",
        "systemd-network:x:998:",
        "handbell:x:850:",
        "handbell-seed:x:853:",
        "handbell-desk:x:860:",
    ]


def test_every_account_is_locked_root_too() -> None:
    rows = [line.split(":") for line in with_ours(DEBIAN, OURS).shadow.splitlines()]
    assert [row[0] for row in rows] == ["root", "systemd-network", "handbell", "handbell-seed"]
    assert all(row[1].startswith("!") for row in rows)


def test_a_password_somebody_left_is_locked_too() -> None:
    left = Files(DEBIAN.passwd, DEBIAN.group, "root:$y$j9T$abc:20370::::::\n", DEBIAN.gshadow)
    assert with_ours(left, "").shadow == "root:!$y$j9T$abc:20370::::::\n"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("u handbell - - -\n", "needs a fixed number"),
        ("g gpio -\n", "needs a fixed number"),
        ("m handbell sound\n", "there is none"),
        ("u root 0 - -\n", "has a user root already"),
        ("u one 998 - -\n", "Two groups have the number 998"),
        ("r - 500-900\n", "Not understood here"),
    ],
)
def test_a_list_that_cannot_be_written_is_refused(lines: str, said: str) -> None:
    with pytest.raises(AccountsError, match=said):
        with_ours(DEBIAN, lines)


def test_the_boxs_own_list_can_be_written() -> None:
    others = enumerate(("systemd-journal", "video", "input"), start=990)
    group = DEBIAN.group + "".join(f"{name}:x:{number}:\n" for number, name in others)
    ours = (REPOSITORY / "systemd/sysusers.conf").read_text()
    made = with_ours(Files(DEBIAN.passwd, group, DEBIAN.shadow, DEBIAN.gshadow), ours)
    users = {line.split(":")[0]: line.split(":")[2] for line in made.passwd.splitlines()}
    assert {
        "handbell": "850",
        "handbell-console": "851",
        "handbell-uplink": "852",
        "handbell-seed": "853",
        "handbell-replica": "856",
    }.items() <= users.items()
