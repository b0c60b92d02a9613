"""What the uplink and the replica ask and are told, and their end of the line."""
