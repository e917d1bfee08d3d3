"""rewards: what members earn for helping, in a double-entry ledger that is only ever added to."""
