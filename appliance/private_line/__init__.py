"""Seals what a paired browser and the box say to each other, so that whoever carries it reads nothing."""
