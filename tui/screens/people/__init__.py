"""The panel of the morning check, which somebody signs."""
