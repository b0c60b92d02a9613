"""Makes sounds: patterns with the figures of IEC 60601-1-8, rendered and played. Knows no calls."""
