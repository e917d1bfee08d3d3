"""What agents do."""

from enum import StrEnum

from schemas.messages.base import Id, Instant, Value


class AgentAction(StrEnum):
    PRESENCE = "presence"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REPLIED = "replied"
    RESOLVED = "resolved"
    TRANSFERRED = "transferred"
    ON_HOLD = "on_hold"


class Presence(Value):
    available: bool
    team: str | None = None
    #: Level 1 to 5 by skill.
    skills: dict[str, int] = {}
    languages: tuple[str, ...] = ()
    #: Conversations at a time, by channel; in all, where the key is `all`.
    capacity: dict[str, int] = {}


class AgentActivity(Value):
    """One act of an agent. A conversation is named by its id, or by a message in it."""

    activity_id: Id
    action: AgentAction
    agent_id: Id
    at: Instant
    conversation_id: Id | None = None
    message_id: Id | None = None
    presence: Presence | None = None
    text: str | None = None
    public: bool = False
    to_team: str | None = None
