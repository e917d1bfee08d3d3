"""How Klantstroom says it: the unit of work, the broker, the database, health, logs. No business word in here."""
