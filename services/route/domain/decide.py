"""One input, one decision: which room of the domain it is for."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from runtime.hop import Decision, Due, Input
from schemas.messages.agents import AgentActivity
from schemas.messages.insight import Control
from schemas.messages.stream import ClassifiedMessage
from services.route.domain.activity import decide_agent, decide_community, decide_overdue, decide_parked
from services.route.domain.incidents import decide_control, decide_end, decide_telling
from services.route.domain.messages import decide_message
from services.route.domain.outcome import PROMISE
from services.route.domain.policy import Policy
from services.route.domain.view import Heard, Park, View

#: What waited, read again from its bytes; None where they can no longer be read, which the first reading excludes.
Reread = Callable[[Park], Heard | None]


def decide(policy: Policy, reread: Reread, view: View, item: Input, now: datetime) -> Decision:
    event: Any = item.event
    match event:
        case ClassifiedMessage():
            return decide_message(policy, view, event, now)
        case Heard(AgentActivity(), _):
            return decide_agent(policy, view, event, now)
        case Heard():
            return decide_community(policy, view, event, now)
        case Control():
            return decide_control(view, event, now)
        case Due():
            return _timer(policy, reread, view, event, now)
        case _:
            raise TypeError(f"nothing is decided on {type(event).__name__}")


def _timer(policy: Policy, reread: Reread, view: View, due: Due, now: datetime) -> Decision:
    match due.kind:
        case _ if due.kind == PROMISE:
            return decide_overdue(view, due, now)
        case "parked":
            parked = view.parked.get(str(due.payload["key"]))
            return decide_parked(policy, view, due, None if parked is None else reread(parked), now)
        case "incident_ends":
            return decide_end(view, due, now)
        case "incident_told":
            return decide_telling(policy, view, due, now)
        case _:
            return Decision(outcome="unknown_timer")
