"""What is owed after incidents, as people read it: the list, one duty at length, and noting that it is done."""
