"""A network of their own for desk phones, in which there is the PBX and nobody else."""
