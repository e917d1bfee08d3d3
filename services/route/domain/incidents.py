"""Incidents: opened, changed and closed by people through `control`; at the end everyone who was counted in is told."""

from datetime import datetime, timedelta

from runtime.hop import CancelTimer, Decision, Due, Refusal, SetTimer
from schemas.messages.conversations import ReplyAuthor
from schemas.messages.insight import Control, ControlAction, Incident
from services.route.domain.acts import told_of_end
from services.route.domain.messages import in_language
from services.route.domain.outcome import Effects, effects, named, reply
from services.route.domain.policy import Policy
from services.route.domain.view import IncidentState, PutIncident, View

#: Customers told of an incident's end in one input; the rest follows in the next.
TOLD_AT_ONCE = 500
#: Open incidents that messages are held against.
MOST_OPEN = 200
_LONGEST = timedelta(days=366)


def _refused(name: str, detail: str) -> Decision:
    return Decision(refusal=Refusal(name, detail), outcome="refused")


def _state(incident: Incident, opened_at: datetime) -> IncidentState:
    return IncidentState(
        incident.incident_id,
        incident.title,
        frozenset(incident.topics),
        frozenset(region.strip().casefold() for region in incident.regions),
        frozenset(channel.value for channel in incident.channels),
        {language: text for language, text in incident.announcement.items() if text.strip()},
        incident.ends_at,
        opened_at,
    )


def _ends(state: IncidentState) -> SetTimer | CancelTimer:
    name = f"incident_ends:{state.incident_id}"
    return CancelTimer(name) if state.ends_at is None else SetTimer(name, "incident_ends", state.ends_at, {"incident_id": state.incident_id})


def _tell(incident_id: str, now: datetime) -> SetTimer:
    return SetTimer(f"incident_told:{incident_id}", "incident_told", now, {"incident_id": incident_id})


def decide_control(view: View, control: Control, now: datetime) -> Decision:
    match control.action:
        case ControlAction.INCIDENT_OPENED | ControlAction.INCIDENT_UPDATED:
            return _put(view, control, now)
        case ControlAction.INCIDENT_CLOSED:
            return _close(view, control, now)
        case ControlAction.POLICY_IN_FORCE:
            return _refused("not_from_the_stream", "a policy comes into force with the file that KLANTSTROOM_POLICY names")
        case _:
            return Decision(outcome="ignored")  # other services' rules


def _put(view: View, control: Control, now: datetime) -> Decision:
    incident = control.incident
    if incident is None:
        return _refused("no_incident", "say which incident, with its title and announcement")
    known = view.incidents.get(incident.incident_id)
    opening = control.action is ControlAction.INCIDENT_OPENED
    if known is not None and known.closed_at is not None:
        return _refused("already_closed", "the incident is closed: open a new one under another incident_id")
    if opening and known is not None:
        return _refused("already_open", "the incident is open: update it")
    if not opening and known is None:
        return _refused("unknown_incident", "there is no such incident: open it first")
    if incident.ends_at is not None and incident.ends_at <= now:
        return _refused("ends_in_the_past", "the incident would have ended already")
    if incident.ends_at is not None and incident.ends_at > now + _LONGEST:
        return _refused("ends_too_late", f"an incident ends within {_LONGEST.days} days; it can be updated")
    if opening and sum(one.closed_at is None for one in view.incidents.values()) >= MOST_OPEN:
        return _refused("too_many_open", f"{MOST_OPEN} incidents are open: close some")
    state = _state(incident, known.opened_at if known is not None else max(min(control.at, now), now - _LONGEST))
    timers = () if known is None and state.ends_at is None else (_ends(state),)
    return Decision((PutIncident(state),), timers=timers, outcome=control.action.value)


def _close(view: View, control: Control, now: datetime) -> Decision:
    incident_id = control.incident.incident_id if control.incident is not None else control.subject
    known = view.incidents.get(incident_id)
    if known is None:
        return _refused("unknown_incident", "there is no such incident")
    if known.closed_at is not None:
        return _refused("already_closed", "the incident is closed already")
    closing = {} if control.incident is None else _state(control.incident, now).announcement
    # The announcement sent again is no word about the end.
    return _closed(known, {} if closing == known.announcement else dict(closing), now, control.action.value)


def _closed(known: IncidentState, closing: dict[str, str], now: datetime, outcome: str) -> Decision:
    closed = IncidentState(
        known.incident_id,
        known.title,
        known.topics,
        known.regions,
        known.channels,
        known.announcement,
        known.ends_at,
        known.opened_at,
        now,
        closing,
    )
    timers = (CancelTimer(f"incident_ends:{known.incident_id}"), _tell(known.incident_id, now))
    return Decision((PutIncident(closed),), timers=timers, outcome=outcome)


def decide_end(view: View, due: Due, now: datetime) -> Decision:
    """The end that was given for an incident has come."""
    known = view.incidents.get(str(due.payload["incident_id"]))
    if known is None or known.closed_at is not None or known.ends_at is None:
        return Decision(outcome="overtaken")
    if known.ends_at > now:
        return Decision(timers=(_ends(known),), outcome="overtaken")
    decision = _closed(known, {}, now, "incident_closed")
    return Decision(decision.changes, timers=decision.timers[1:], outcome=decision.outcome)


def decide_telling(policy: Policy, view: View, due: Due, now: datetime) -> Decision:
    """The next so many customers are told; then, while there are more, this comes again."""
    incident_id = str(due.payload["incident_id"])
    incident = view.incidents.get(incident_id)
    page = view.to_tell.get(incident_id)
    if incident is None or incident.closed_at is None:
        return Decision(outcome="overtaken")
    if page is None:  # more incidents end at once than one unit takes on
        return Decision(timers=(_tell(incident_id, now),), outcome="overtaken")
    out = Effects()
    told = 0
    for conversation_id in page:
        found = view.conversations.get(conversation_id)
        if found is None or found.incident_id != incident_id or found.told_at is not None:
            continue
        text = in_language(incident.closing, found.language) or policy.say(policy.document.incident_closed, found.language, incident=incident.title)
        moved = told_of_end(found, now)
        out += effects(found, moved, now)
        out += reply(moved.conversation, named("told", incident_id, conversation_id), text, ReplyAuthor.NOTICE, None, now, public=found.last_public)
        told += 1
    timers = out.timers if len(page) < TOLD_AT_ONCE else (*out.timers, _tell(incident_id, now))
    return Decision(out.changes, out.events, timers, outcome="told" if told else "overtaken")
