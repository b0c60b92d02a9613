"""Watches the box itself: what systemd is told, disk, clock. Reports causes; the engine raises the troubles."""
