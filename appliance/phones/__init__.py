"""The process of the desk phones: it speaks to the PBX through baresip, and to the alert daemon. Knows no plan, no person and no record."""
