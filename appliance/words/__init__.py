"""Words people read for what the box knows: kinds, roles, stages, troubles. Pure tables and small functions."""
