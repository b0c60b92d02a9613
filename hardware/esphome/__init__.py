"""Buttons and sounders with our ESPHome firmware, over ESPHome's native API. A button is its key, never its address."""
