"""Speaks with buttons and sounders that run our ESPHome firmware, over ESPHome's native API. A button is known by its key, never by its
address.
"""
