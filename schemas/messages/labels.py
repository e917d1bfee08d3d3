"""What classify says of a message. The meaning of each label stands in docs/labels.md."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from schemas.messages.base import Score, Value


class Language(StrEnum):
    DUTCH = "nl"
    ENGLISH = "en"
    OTHER = "other"


class Topic(StrEnum):
    """The topics of the default model. A company's own model brings its own names, so events carry strings."""

    BILLING = "billing"
    PAYMENT = "payment"
    DELIVERY = "delivery"
    RETURNS = "returns"
    ACCOUNT_ACCESS = "account_access"
    TECHNICAL_PROBLEM = "technical_problem"
    OUTAGE = "outage"
    CONTRACT = "contract"
    PRODUCT_QUESTION = "product_question"
    FEEDBACK = "feedback"
    OTHER = "other"


class Sentiment(StrEnum):
    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class Emotion(StrEnum):
    ANGER = "anger"
    SADNESS = "sadness"
    FEAR = "fear"
    JOY = "joy"
    NONE = "none"


class Urgency(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class Kind(StrEnum):
    QUESTION = "question"
    COMPLAINT = "complaint"
    IDEA = "idea"
    PRAISE = "praise"
    OTHER = "other"


class Labels(Value):
    language: Language
    topic: Annotated[str, Field(min_length=1, max_length=100)]
    topic_confidence: Score
    sentiment: Sentiment
    sentiment_score: Annotated[float, Field(ge=-1.0, le=1.0)]
    emotion: Emotion
    urgency: Urgency
    personal: bool
    kind: Kind
