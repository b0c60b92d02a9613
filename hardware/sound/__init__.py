"""Sounds: patterns by the figures of IEC 60601-1-8, rendered and played. Knows no calls."""
