"""What is asked, part by part, as pure values: a screen of letters and a browser draw the same question."""
