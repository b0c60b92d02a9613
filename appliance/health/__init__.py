"""How the box itself is: what systemd is told, disk, clock. Reports causes; raising trouble is the engine's."""
