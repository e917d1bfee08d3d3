"""One module per family of events; the table that binds them to topics is `schemas.topics`."""
