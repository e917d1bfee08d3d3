"""The words in which a service says what it does to a message. All are values; `runtime.process` makes them happen.

A hop reads topics and writes topics, a batch at a time: gather (bulk reads), decide (pure, message by message), apply (bulk
writes), publish. A service hands over plain functions::

    hop = Hop(
        name="route",
        inputs={"messages-classified": decode_classified, "agent-activity": decode_agent},
        outputs=("messages-routed", "conversations-changed"),
        publishing=Publishing.TRANSACTIONAL,
        state=State(gather=gather, fold=fold, apply=apply),
        decide=decide,
    )

`decide(view, item, now)` gets what gather read (`view`), one `Input` and the moment of the unit; it answers a `Decision` and
touches nothing. `fold(view, decision)` lets the messages after it in the batch see the decision; `apply(connection, changes)`
writes the changes of all decisions, in order, in the unit's one transaction, in which `gather` read as well: rows that another
partition could change are read `FOR UPDATE` in a stable order. Where two processes insert the same new row, the unique violation rolls
the unit back and it is gathered and decided anew (`Conflict`, serialization failures and deadlocks likewise).
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from runtime.broker import Headers, Partition, Record
from schemas.envelope import computed_id
from schemas.messages.base import Value


class Publishing(StrEnum):
    #: Between our own services: an idempotent producer; a repeat after a crash is dropped by its source position.
    IDEMPOTENT = "idempotent"
    #: What outsiders read: a transaction a unit of work; a read_committed reader sees each event once.
    TRANSACTIONAL = "transactional"


class Refusal(NamedTuple):
    """Why a record cannot be processed. It goes to the dead-letter topic of its input, bytes unchanged.

    `record` is given where another record is refused than the input: one that waited in the service's state until a timer fired.
    """

    reason: str
    detail: str = ""
    record: Record | None = None


class Due(NamedTuple):
    """A timer that has come due, as an input."""

    timer_id: str
    kind: str
    due_at: datetime
    payload: Mapping[str, Any]


class Input(NamedTuple):
    """One input of a hop: a decoded record, or a due timer.

    `event` is what the topic's decoder made of the bytes, or a `Due`. `position` names the input for ever: computed ids hang on it.
    """

    place: Partition
    offset: int
    key: bytes | None
    event: Any
    position: str
    trace: str
    headers: Headers

    def id(self, name: str) -> str:
        """A new id, the same whenever this input is decided again."""
        return computed_id(f"{self.position}\x00{name}")


class Event(NamedTuple):
    """An event to be published. `key` is the value of the topic's key field."""

    topic: str
    key: str
    value: Value
    #: `value` encoded, where the decision keeps its bytes as well: once is enough.
    body: bytes | None = None


class SetTimer(NamedTuple):
    """Fire `kind` at `due_at` as an input of the same partition; the same `timer_id` again moves it."""

    timer_id: str
    kind: str
    due_at: datetime
    payload: Mapping[str, Any] = {}


class CancelTimer(NamedTuple):
    timer_id: str


class Decision(NamedTuple):
    """What is to happen for one input: state changes (the service's own values), events, timers; or a refusal."""

    changes: tuple[Any, ...] = ()
    events: tuple[Event, ...] = ()
    timers: tuple[SetTimer | CancelTimer, ...] = ()
    refusal: Refusal | None = None
    #: Counted in metrics as `klantstroom_outcomes_total{outcome}`: "duplicate", "credited", …
    outcome: str = "done"


#: bytes → what the service decides on, or why it can't.
Decoder = Callable[[Record], Any]
#: (connection, inputs) → view. A hop without state is given None as its connection.
Gather = Callable[[Any, Sequence[Input]], Awaitable[Any]]
Decide = Callable[[Any, Input, datetime], Decision]
Fold = Callable[[Any, Decision], None]
Apply = Callable[[Any, Sequence[Any]], Awaitable[None]]


class Conflict(Exception):
    """Somebody else changed what was gathered. The unit is rolled back and begins again."""


@dataclass(frozen=True, slots=True)
class State:
    """How a hop with state in PostgreSQL reads and writes it."""

    gather: Gather
    fold: Fold
    apply: Apply


async def gather_nothing(connection: Any, inputs: Sequence[Input]) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Hop:
    #: Writer name in source positions, consumer group and prefix of transactional ids.
    name: str
    inputs: Mapping[str, Decoder]
    outputs: tuple[str, ...]
    publishing: Publishing
    decide: Decide
    #: Inputs that only hops like this one write: there the `src` header is what tells a repeat. Anybody else's is not looked at.
    positioned: frozenset[str] = frozenset()
    #: None for a hop without state; it then has `prepare`, and no timers.
    state: State | None = None
    #: For a hop without state: what the batch needs, computed in bulk (a model's labels, say).
    prepare: Gather = gather_nothing
    #: Most records in one unit of work.
    batch: int = 1_000
