"""Watches power: what an uninterruptible power supply (UPS) says through Network UPS Tools (NUT). Knows no incident and no plan."""
