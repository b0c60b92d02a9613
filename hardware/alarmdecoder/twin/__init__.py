"""A pretend alarm panel with an AlarmDecoder on it, on a line of its own. Ships in the product; knows nothing of the appliance."""
