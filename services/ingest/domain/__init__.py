"""Pure decisions: who wrote, was it here before, what may go on."""

from services.ingest.domain.decide import PLAIN_SOURCE, Arrival, Known, Learned, Seen, View, arrival, decide, fold

__all__ = ["PLAIN_SOURCE", "Arrival", "Known", "Learned", "Seen", "View", "arrival", "decide", "fold"]
