"""Runs `handbell image provision`: puts seeds onto cards and images, without mounting any, all or nothing; and makes a sheet of labels."""
