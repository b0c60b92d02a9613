"""Makes a school calendar of what a district has already: an iCalendar file or a table. Used by a command alone, never by the daemon."""
