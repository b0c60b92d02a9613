"""What a district adopts: rules of duties and the school calendar as documents, and what counts of all that was adopted."""
