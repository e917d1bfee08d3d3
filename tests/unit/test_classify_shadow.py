"""Two models over the same messages."""

from schemas.messages.labels import Emotion, Kind, Labels, Language, Sentiment, Urgency
from services.classify.domain.shadow import Judged, Move, compare


def labels(topic: str, confidence: float, urgency: Urgency = Urgency.NORMAL, personal: bool = False) -> Labels:
    return Labels(
        language=Language.DUTCH,
        topic=topic,
        topic_confidence=confidence,
        sentiment=Sentiment.NEUTRAL,
        sentiment_score=0.0,
        emotion=Emotion.NONE,
        urgency=urgency,
        personal=personal,
        kind=Kind.QUESTION,
    )


def test_what_moves_who_abstains_and_how_sure_they_are() -> None:
    current = [labels("a", 0.8), labels("a", 0.6), labels("other", 0.2), labels("b", 0.8), labels("a", 0.6)]
    candidate = [labels("a", 0.9), labels("b", 0.7), labels("a", 0.6), labels("other", 0.1), labels("b", 0.7)]
    found = compare(current, candidate, [{}] * 5)
    assert (found.messages, found.same_topic, found.moved) == (5, 1, [1, 2, 3, 4])
    assert (found.current_abstained, found.candidate_abstained) == (1, 1)
    assert (round(found.current_confidence, 6), round(found.candidate_confidence, 6)) == (0.6, 0.6)
    assert found.moves == [Move("a", "b", 2), Move("b", "other", 1), Move("other", "a", 1)]
    assert found.judged == {}


def test_corrections_say_who_is_right() -> None:
    current = [labels("a", 0.8), labels("a", 0.6, Urgency.HIGH), labels("b", 0.5, personal=True)]
    candidate = [labels("b", 0.8), labels("a", 0.6, Urgency.LOW), labels("a", 0.5)]
    found = compare(current, candidate, [{"topic": "b"}, {"topic": "a", "urgency": "high"}, {"topic": "c", "personal": "True"}])
    assert found.judged == {"topic": Judged(3, 1, 2), "urgency": Judged(1, 1, 0), "personal": Judged(1, 1, 0)}
