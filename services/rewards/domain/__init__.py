"""What earns, and how it is booked: rules (`rules`), acts of members (`activity`), the double-entry book (`ledger`), decisions (`decide`)."""
