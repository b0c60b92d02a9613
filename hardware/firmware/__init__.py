"""The firmware of our call button and our sounder: ESPHome configurations and their logic. Data for whoever provisions devices."""
