"""What the district writes down, each act one transaction: the same for every kind of store."""
