"""Model files and the general language identifier."""
