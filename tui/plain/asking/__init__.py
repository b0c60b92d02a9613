"""How a typed line becomes an act: what it means, what is missing, and how that is asked."""
