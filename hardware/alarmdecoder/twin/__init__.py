"""Pretends to be an alarm panel with an AlarmDecoder, on a line of its own. Ships in the product; knows nothing of the appliance."""
