"""Decides about devices and troubles: in and out of service, supervision, shelving, damping."""
