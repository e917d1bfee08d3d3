"""What Klantstroom says: every topic, event and name that the outside world may rely on."""
