"""Runs the door of the pages: browsers of rooms that press, and are told what a lamp would say."""
