"""How a box arms itself: `handbell first-boot`, four small steps started by systemd. Each may be killed at any moment and begun anew."""
