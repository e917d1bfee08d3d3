"""What the dashboard knows, without broker, web or clock: positions, filters, the replay log, the projection, one message's path."""
