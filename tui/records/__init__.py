"""What both consoles make of records outside themselves: the names of what they write, paper, and the printer of this machine."""
