"""Tests files that are put into a folder: they are whole, never replace another file without keeping it, and on a full disk stay as they
were.
"""

import errno
import os
from pathlib import Path

import pytest

from appliance.buttons.folder import Done, Paper, put
from tests.small_disk import small_disk

OLD, NEW = Paper("plan.yaml", b"old\n" * 5_000), Paper("plan.yaml", b"new\n" * 5_000)


def test_what_was_there_is_kept_under_another_name(tmp_path: Path) -> None:
    assert put(tmp_path, [OLD]) == Done(made=["plan.yaml"])
    assert put(tmp_path, [NEW]) == Done(anew=[("plan.yaml", "plan.yaml.1")])
    assert put(tmp_path, [OLD]) == Done(anew=[("plan.yaml", "plan.yaml.2")])
    assert {each.name: each.read_bytes()[:3] for each in tmp_path.iterdir()} == {
        "plan.yaml": b"old",
        "plan.yaml.1": b"old",
        "plan.yaml.2": b"new",
    }


def test_a_full_disk_leaves_what_was_there_under_its_own_name(tmp_path: Path) -> None:
    with small_disk(tmp_path, "32k"):
        put(tmp_path, [OLD])
        with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
            put(tmp_path, [NEW])
        assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"plan.yaml": OLD.data}
