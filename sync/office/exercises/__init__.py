"""Sets of exercises: assigned to buildings by the root key, and how they stand in every building."""
