"""The edge of route: what it reads, what it writes, what it answers."""

from collections.abc import Callable, Sequence
from datetime import datetime

import asyncpg

from runtime.broker import Record
from runtime.codec import decode, event_decoder
from runtime.hop import Decision, Hop, Input, Publishing, Refusal, State
from runtime.lifecycle import CannotStart, Resources, Wiring
from schemas.messages.agents import AgentActivity
from schemas.messages.community import CommunityActivity
from schemas.messages.insight import Control
from schemas.messages.stream import ClassifiedMessage
from schemas.topics import MAX_INBOUND_BYTES, MAX_RECORD_BYTES
from services.route import store
from services.route.adapters.desk import router
from services.route.adapters.policy_file import PolicyRefused, read_policy
from services.route.domain.decide import decide
from services.route.domain.policy import Policy
from services.route.domain.view import Heard, Park, View
from services.route.settings import RouteSettings

_MODELS: dict[str, type[AgentActivity] | type[CommunityActivity]] = {"agent-activity": AgentActivity, "community-activity": CommunityActivity}


def _hearing(topic: str) -> Callable[[Record], Heard | Refusal]:
    """Activities keep their record: they may have to wait for their conversation. Outsiders write them: read with care."""
    model = _MODELS[topic]

    def heard(record: Record) -> Heard | Refusal:
        event = decode(model, record.value, MAX_INBOUND_BYTES)
        return event if isinstance(event, Refusal) else Heard(event, record)

    return heard


def _control(record: Record) -> Control | Refusal:
    return decode(Control, record.value, MAX_INBOUND_BYTES)


def reread(parked: Park) -> Heard | None:
    """What waited, from its bytes."""
    heard = _hearing(parked.record.topic)(parked.record)
    return None if isinstance(heard, Refusal) else heard


def hop_of(policy: Policy) -> Hop:
    """Route's hop under a policy."""

    async def gather(connection: asyncpg.Connection, inputs: Sequence[Input]) -> View:
        return await store.gather(policy, connection, inputs)

    def decided(view: View, item: Input, now: datetime) -> Decision:
        return decide(policy, reread, view, item, now)

    return Hop(
        name="route",
        inputs={
            "messages-classified": event_decoder(ClassifiedMessage, MAX_RECORD_BYTES),
            "community-activity": _hearing("community-activity"),
            "agent-activity": _hearing("agent-activity"),
            "control": _control,
        },
        positioned=frozenset({"messages-classified"}),
        outputs=("messages-routed", "conversations-changed", "work-assigned", "replies-outbound"),
        publishing=Publishing.TRANSACTIONAL,
        state=State(gather=gather, fold=store.fold, apply=store.apply),
        decide=decided,
    )


async def wire(resources: Resources) -> Wiring:
    """Raises CannotStart where the policy file is none."""
    settings = resources.settings
    if not isinstance(settings, RouteSettings):
        raise CannotStart("route needs its own settings")
    try:
        policy = read_policy(settings.policy_file)
    except PolicyRefused as refused:
        raise CannotStart(str(refused)) from refused
    return Wiring(hops=(hop_of(policy),), routes=(router(resources, policy),))
