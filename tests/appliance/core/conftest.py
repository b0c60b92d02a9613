"""The `Story` fixtures of the core's tests."""

import pytest

from tests.appliance.core.story import Story


@pytest.fixture
def story() -> Story:
    return Story()


@pytest.fixture
def tell_story() -> type[Story]:
    """Gives the class, for stories in another school."""
    return Story
