"""Pretends to be a building: twins of real devices, which ship in the product and pass the same contract tests."""
