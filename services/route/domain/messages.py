"""One classified message: which conversation, which rule, where it goes, and why."""

from collections.abc import Iterator, Mapping
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta

from runtime.codec import encode
from runtime.hop import Decision, Event, SetTimer
from schemas.messages.conversations import ConversationStatus, ReplyAuthor
from schemas.messages.stream import ClassifiedMessage, Destination, Reason, RoutedMessage, SuggestedAnswer
from services.route.domain.contact import Contact, anchored, counted_in, opened, received
from services.route.domain.conversation import Conversation
from services.route.domain.outcome import effects, named, reply
from services.route.domain.phrases import say
from services.route.domain.policy import Facts, Policy, Verdict
from services.route.domain.policy_document import OTHER_TOPIC
from services.route.domain.view import REPLY, THREAD, IncidentState, PutAnchor, PutMessage, View

#: Parked activities that one message wakes; more wait for their own timers.
_MOST_WOKEN = 100


#: No message is older, whatever its clock says; it keeps sums of times within what times can be.
_OLDEST = timedelta(days=36_525)


def moments(message: ClassifiedMessage) -> tuple[datetime, datetime]:
    """When the customer wrote, and when that arrived. A clock that runs ahead is not believed.

    In UTC: times with one and the same zone are compared in a thirtieth of the time.
    """
    received = message.received_at.astimezone(UTC)
    earliest = received - _OLDEST
    # At either end of the calendar a time may have no like in UTC.
    if message.sent_at.year == MINYEAR:
        return earliest, received
    if message.sent_at.year == MAXYEAR:
        return received, received
    return max(min(message.sent_at.astimezone(UTC), received), earliest), received


def joinable_topic(policy: Policy, message: ClassifiedMessage) -> str | None:
    """The topic, where it is certain enough to say that two messages are about the same."""
    labels, rules = message.labels, policy.conversations
    if labels.topic in rules.never_by_topic or labels.topic_confidence < rules.topic_confidence_at_least:
        return None
    return labels.topic


def _find(
    policy: Policy, view: View, message: ClassifiedMessage, channel: str, topic: str | None, written_at: datetime
) -> tuple[Conversation | None, str | None]:
    """The conversation that the message belongs to, and by what: its thread, or its topic."""
    customer = message.customer_id
    found: str | None = None
    if message.thread_id is not None:
        found = view.by_anchor.get((customer, channel, THREAD + message.thread_id))
    if found is None and message.in_reply_to is not None:
        found = view.by_inbound.get((customer, channel, message.in_reply_to)) or view.by_anchor.get((customer, channel, REPLY + message.in_reply_to))
    if found is not None:
        return view.conversations[found], "joined_thread"
    if topic is not None:
        recent = view.recent(customer, topic, written_at, policy.same_topic)
        if recent is not None:
            return recent, "joined_topic"
    return None, None


def _incident(view: View, message: ClassifiedMessage, region: str, now: datetime) -> IncidentState | None:
    """The open incident that matches; of several the one that says most, of these the latest."""
    if not view.incidents:
        return None
    topic, channel = message.labels.topic, str(message.channel)
    matching = [incident for incident in view.incidents.values() if incident.matches(topic, region, channel, now)]
    if not matching:
        return None

    def telling(one: IncidentState) -> tuple[bool, int, datetime, str]:
        return bool(one.announcement), bool(one.regions) + bool(one.topics) + bool(one.channels), one.opened_at, one.incident_id

    return max(matching, key=telling)


def facts_of(
    policy: Policy, message: ClassifiedMessage, existing: Conversation | None, *, repeat: bool, incident: bool, announced: bool, after_incident: bool
) -> Facts:
    """What the policy may look at."""
    labels = message.labels
    channels = 1
    if existing is not None:
        channels = len(existing.channels) + (message.channel not in existing.channels)
    return Facts(
        language=labels.language,
        topic=labels.topic if labels.topic in policy.document.topics else OTHER_TOPIC,
        topic_confidence=labels.topic_confidence,
        sentiment=labels.sentiment,
        sentiment_score=labels.sentiment_score,
        emotion=labels.emotion,
        urgency=labels.urgency,
        personal=labels.personal,
        kind=labels.kind,
        channel=message.channel,
        public=message.public,
        returning=message.returning,
        repeat=repeat,
        region=_region(message),
        incident=incident,
        announced=announced,
        after_incident=after_incident,
        conversation="none" if existing is None else existing.destination,
        channels_used=channels,
    )


def _region(message: ClassifiedMessage) -> str:
    return message.region.strip().casefold() if message.region else ""


def in_language(said: Mapping[str, str], language: str) -> str:
    """Words in a language, else in English, else in whatever there is; empty where there are none."""
    return said.get(language) or said.get("en") or next(iter(said.values()), "")


def decide_message(policy: Policy, view: View, message: ClassifiedMessage, now: datetime) -> Decision:
    """Exactly one routed event; none for a message that was routed before."""
    if message.message_id in view.by_message:
        return Decision(outcome="duplicate")
    labels, channel, topic = message.labels, str(message.channel), joinable_topic(policy, message)
    written_at, received_at = moments(message)
    existing, link = _find(policy, view, message, channel, topic, written_at)
    incident = _incident(view, message, _region(message), now)
    announcement = in_language(incident.announcement, labels.language) if incident is not None else ""
    announced = incident is not None and existing is not None and existing.incident_id == incident.incident_id
    after_incident = existing is not None and existing.incident_id is not None and not _is_open(view, existing.incident_id, now)
    verdict = policy.decide(
        facts_of(
            policy,
            message,
            existing,
            repeat=link == "joined_topic",
            incident=bool(announcement),
            announced=announced,
            after_incident=after_incident,
        )
    )
    language, title = str(labels.language), incident.title if incident is not None else ""
    contact = Contact(
        message_id=message.message_id,
        inbound_id=message.inbound_id,
        channel=message.channel,
        thread_id=message.thread_id,
        public=message.public,
        language=language,
        topic=topic,
        written_at=written_at,
        counted_from=anchored(written_at, received_at, policy.late),
        because=policy.say(verdict.outcome.because, language, labels.topic, verdict.team, channel, title),
    )
    if existing is None:
        moved = opened(named("conversation", message.message_id), message.customer_id, labels.topic, contact, verdict)
    else:
        moved = received(existing, contact, verdict, policy.level(existing.service_level))
    noticed = incident is not None and verdict.destination is Destination.NOTICE and moved.conversation.destination is Destination.NOTICE
    if noticed and incident is not None:
        moved = moved._replace(conversation=counted_in(moved.conversation, incident.incident_id))
    after = moved.conversation
    routed = _routed(policy, message, existing, link, after, verdict, contact, incident, announcement, announced and noticed, now)
    step = effects(existing, moved, now, message.message_id)
    body = encode(routed)
    changes = [PutMessage(routed, body, written_at), *step.changes]
    events = [Event("messages-routed", message.customer_id, routed, body), *step.events]
    timers = [*step.timers]
    if message.thread_id is not None:
        changes.append(PutAnchor(message.customer_id, channel, THREAD + message.thread_id, after.conversation_id, written_at))
    if noticed and not announced:
        # Where the customer asked: by the message itself, and not by a later one that arrived before it.
        asked = _as_asked(after, message)
        said = reply(asked, named("notice", message.message_id), announcement, ReplyAuthor.NOTICE, None, now, public=message.public)
        changes += said.changes
        events += said.events
    if view.waiting:
        timers += _wake(view, message, now)
    return Decision(tuple(changes), tuple(events), tuple(timers), outcome=str(routed.destination))


def _as_asked(conversation: Conversation, message: ClassifiedMessage) -> Conversation:
    return conversation._replace(
        last_channel=message.channel,
        last_inbound_id=message.inbound_id,
        last_thread_id=message.thread_id,
        last_public=message.public,
    )


def _wake(view: View, message: ClassifiedMessage, now: datetime) -> Iterator[SetTimer]:
    """What waited for this message is decided next, in the order in which it came."""
    woken = view.waiting.get(message.message_id, []) + (view.waiting.get(THREAD + message.thread_id, []) if message.thread_id else [])
    for index, key in enumerate(dict.fromkeys(woken[:_MOST_WOKEN])):
        parked = view.parked[key]
        yield parked_timer(key, now + timedelta(microseconds=index), parked.conversation_id, parked.message_id, parked.thread_id, 0)


def parked_timer(key: str, due: datetime, conversation_id: str | None, message_id: str | None, thread_id: str | None, attempt: int) -> SetTimer:
    payload = {"key": key, "conversation_id": conversation_id, "message_id": message_id, "thread_id": thread_id, "attempt": attempt}
    return SetTimer(f"parked:{key}", "parked", due, payload)


def _is_open(view: View, incident_id: str, now: datetime) -> bool:
    incident = view.incidents.get(incident_id)
    return incident is not None and incident.closed_at is None and (incident.ends_at is None or incident.ends_at > now)


def _routed(
    policy: Policy,
    message: ClassifiedMessage,
    before: Conversation | None,
    link: str | None,
    after: Conversation,
    verdict: Verdict,
    contact: Contact,
    incident: IncidentState | None,
    announcement: str,
    announced_before: bool,
    now: datetime,
) -> RoutedMessage:
    language = contact.language
    asks = verdict.expects_answer
    stays = before is not None and before.destination is Destination.AGENTS
    destination, team = (after.destination, after.team) if asks or stays else (verdict.destination, verdict.team)
    reasons = [Reason(rule=verdict.rule, because=contact.because)]
    if stays and (verdict.destination, verdict.team) != (destination, team):
        # What decided comes first.
        reasons.insert(0, Reason(rule="stays-with-agents", because=say("stays_with_agents", language)))
    elif before is not None and not asks:
        reasons.append(Reason(rule="thanks", because=say("thanks", language)))
    if link is not None:
        reasons.append(Reason(rule="same-thread" if link == "joined_thread" else "same-topic", because=say(link, language)))
    if before is not None and before.status is ConversationStatus.RESOLVED and after.status is not ConversationStatus.RESOLVED:
        reasons.append(Reason(rule="reopened", because=say("customer_returned", language)))
    suggested: tuple[SuggestedAnswer, ...] = ()
    if announced_before:
        reasons.append(Reason(rule="announced-before", because=say("announced_before", language)))
    elif incident is not None and destination is not Destination.NOTICE:
        reasons.append(Reason(rule="incident", because=say("incident_attached" if announcement else "incident_known", language, incident.title)))
        if announcement:
            suggested = (SuggestedAnswer(answer_id=f"incident:{incident.incident_id}", text=announcement, score=1.0),)
    owed = after.response_due if asks else None
    return RoutedMessage(
        message_id=message.message_id,
        inbound_id=message.inbound_id,
        channel=message.channel,
        source=message.source,
        customer_id=message.customer_id,
        conversation_id=after.conversation_id,
        sent_at=message.sent_at,
        routed_at=now,
        destination=destination,
        team=team,
        priority=after.priority if asks or stays else verdict.priority,
        labels=message.labels,
        reasons=tuple(reasons),
        policy_version=policy.version,
        model_version=message.model_version,
        first_response_due=owed or verdict.level.first_response(contact.counted_from),
        resolution_due=after.resolution_due,
        repeat_of=after.conversation_id if link == "joined_topic" else None,
        suggested_answers=suggested,
        public_text=message.text if destination is Destination.COMMUNITY else None,
        text=message.text,
        subject=message.subject,
        evidence=message.evidence,
        returning=message.returning,
        region=message.region,
        public=message.public,
        tone_hint=None
        if verdict.outcome.tone_hint is None
        else policy.say(verdict.outcome.tone_hint, language, message.labels.topic, team, str(message.channel), incident.title if incident else ""),
        incident_id=incident.incident_id if incident is not None else None,
    )
