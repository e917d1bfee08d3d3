"""Pure decisions of route: no Kafka, no database, no web, no clock, no chance."""
