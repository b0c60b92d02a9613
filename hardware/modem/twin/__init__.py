"""Pretends to be a modem for texts, on a line of its own. Ships in the product; knows nothing of the appliance."""
