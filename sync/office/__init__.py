"""The safety office: collects what buildings deposited, opens it, and checks that nothing was changed, left out or put in."""
