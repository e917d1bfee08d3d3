"""The one table of topics: name, key, value, who writes, who reads, how long it is kept.

Everything that names a topic (creation, AsyncAPI, examples, ACLs, compose) is made from this table or tested against it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from schemas.messages.agents import AgentActivity
from schemas.messages.base import Value
from schemas.messages.community import CommunityActivity, RewardCredited
from schemas.messages.conversations import ConversationChanged, ReplyOutbound, WorkAssigned
from schemas.messages.customers import Correction, CustomerChanged
from schemas.messages.inbound import Channel, InboundMessage
from schemas.messages.insight import Control, InsightSignal
from schemas.messages.stream import ClassifiedMessage, IngestedMessage, RoutedMessage

DAY = 24

#: Bytes. A larger inbound value is dead-lettered as `too_large`; the broker takes twice as much, so that it arrives there.
MAX_INBOUND_BYTES = 2 * 1024 * 1024
MAX_RECORD_BYTES = 2 * MAX_INBOUND_BYTES + 64 * 1024
#: A dead letter is a whole record and why it is one.
MAX_LETTER_BYTES = MAX_RECORD_BYTES + 64 * 1024

#: What could not be processed is kept as long as anybody could want to replay it.
DLQ_RETENTION_HOURS = 30 * DAY


@dataclass(frozen=True, slots=True)
class Topic:
    name: str
    #: The field of the value that is the key; None where writers choose any stable key.
    key: str | None
    value: type[Value]
    writers: tuple[str, ...]
    readers: tuple[str, ...]
    retention_hours: int
    #: True where events arrive by Kafka transactions, so that a read_committed reader sees each exactly once.
    transactional: bool = False
    #: True where a reader may refuse a record: `<name>-dlq` then exists.
    dead_letters: bool = True
    #: Fixed number of partitions; None where the deployment's setting decides.
    partitions: int | None = None

    @property
    def dlq(self) -> str:
        return f"{self.name}-dlq"


def inbound_topic(channel: Channel) -> str:
    return f"inbound-{channel.value}"


def _inbound(channel: Channel) -> Topic:
    return Topic(inbound_topic(channel), None, InboundMessage, ("channel teams", "ingest"), ("ingest",), 7 * DAY)


# fmt: off
_TABLE = (
    *(_inbound(channel) for channel in Channel),
    Topic("messages-ingested", "customer_id", IngestedMessage, ("ingest",), ("classify",), 7 * DAY),
    Topic("messages-classified", "customer_id", ClassifiedMessage, ("classify",), ("route",), 7 * DAY),
    Topic("messages-routed", "customer_id", RoutedMessage, ("route",), ("insight", "dashboard", "outside"), 30 * DAY, transactional=True, dead_letters=False),
    Topic("conversations-changed", "conversation_id", ConversationChanged, ("route",), ("dashboard", "outside"), 30 * DAY, transactional=True, dead_letters=False),
    Topic("work-assigned", "agent_id", WorkAssigned, ("route",), ("dashboard", "outside"), 30 * DAY, transactional=True, dead_letters=False),
    Topic("replies-outbound", "conversation_id", ReplyOutbound, ("route",), ("channel teams",), 30 * DAY, transactional=True, dead_letters=False),
    Topic("community-activity", "member_id", CommunityActivity, ("ingest", "forum adapters"), ("route", "rewards"), 30 * DAY),
    Topic("agent-activity", "agent_id", AgentActivity, ("desk edge", "channel teams"), ("route",), 30 * DAY),
    Topic("rewards-credited", "member_id", RewardCredited, ("rewards",), ("dashboard", "outside"), 30 * DAY, transactional=True, dead_letters=False),
    Topic("customers-changed", "customer_id", CustomerChanged, ("ingest",), ("outside",), 30 * DAY, dead_letters=False),
    # A year: the topic is where corrections are kept, and what `klantstroom model retrain` reads.
    Topic("corrections", "message_id", Correction, ("desk edge", "forum moderators"), ("classify", "outside"), 365 * DAY),
    Topic("control", "subject", Control, ("admin edge", "insight"), ("route", "rewards"), 30 * DAY, partitions=1),
    Topic("insight-signals", "subject", InsightSignal, ("insight",), ("dashboard", "outside"), 30 * DAY, dead_letters=False),
)
# fmt: on

TOPICS: Mapping[str, Topic] = MappingProxyType({topic.name: topic for topic in _TABLE})

INBOUND_TOPICS: tuple[str, ...] = tuple(inbound_topic(channel) for channel in Channel)
