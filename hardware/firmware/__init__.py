"""Holds the firmware of our call button and our sounder: ESPHome configurations and their logic. Other code reads these files as data."""
