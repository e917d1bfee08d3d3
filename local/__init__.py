"""One machine without Docker: a real Kafka, a real PostgreSQL, all services, the demo and the `klantstroom` command."""
