"""What a school adopted about who is ready before a call, hours that somebody took, and trainings that somebody noted."""
