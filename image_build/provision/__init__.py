"""`handbell image provision`: seeds onto cards and images, without mounting any, all or nothing; and a sheet of labels."""
