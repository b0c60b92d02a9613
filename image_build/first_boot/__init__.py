"""Sets a box up by itself: `handbell first-boot`, small steps that systemd starts. Each may be killed at any moment and begun again."""
