"""What the tests of the vault share."""

import pytest


@pytest.fixture(autouse=True, scope="module")
def hashes() -> None:
    """Leave the hash of a PIN as it is on a box."""
