"""Watches power: what an uninterruptible supply (UPS) says through Network UPS Tools. Knows no incident and no plan."""
