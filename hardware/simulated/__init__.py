"""The pretend building: twins of real devices that ship in the product and pass the same contract tests."""
