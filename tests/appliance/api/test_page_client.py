"""Tests the pages' end of their line where the other end hangs."""

import socket
from pathlib import Path

import pytest

from appliance.api.client_line import LineLost
from appliance.api.page.client import UNREAD_LEN_MAX, PageClient
from appliance.api.page.messages import SEALED_LEN_MAX, PrivateUp
from tests.patience import patient


async def test_a_line_whose_other_end_reads_nothing_is_given_up_before_it_fills_the_memory(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as hangs:
        hangs.bind(str(tmp_path / "s"))
        hangs.listen()  # the kernel takes the connection; nobody ever reads from it
        async with PageClient.connect(tmp_path / "s", lambda _: None) as client:
            frame = PrivateUp(page="library", data=bytes(SEALED_LEN_MAX))
            with pytest.raises(LineLost, match="reads nothing"):
                for _ in range(2 * UNREAD_LEN_MAX // SEALED_LEN_MAX):
                    client.carry(frame)
            async with patient():
                await client.lost
