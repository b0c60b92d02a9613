"""The desk line: consoles that attach, what they do, and what each question is answered with."""
