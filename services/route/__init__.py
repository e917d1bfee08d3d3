"""Route: one decision for each message that a person can read; conversations, service levels and replies around it."""
