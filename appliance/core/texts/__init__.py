"""Decides what becomes of a text that came in: an answer acts with its code alone, and everything else is shown. Pure."""
