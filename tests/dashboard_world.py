"""A dashboard with a broker in memory, and events to show on it."""

import asyncio
import json
import random
import threading
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import Future
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import orjson

from runtime.access import add_key, new_key
from runtime.broker import Broker, Outgoing, Partition
from runtime.lifecycle import Service, serve
from runtime.memory import MemoryBroker
from services.dashboard.app import wire
from services.dashboard.settings import DashboardSettings
from tests.waiting import until

HOST = "127.0.0.1"
T = TypeVar("T")

TEXTS = (
    ("nl", "web", "billing", "agents", "billing", "negative", -0.62, "anger", "normal", "complaint", True,
     "Op mijn factuur van oktober staat een bedrag van € 18,40 voor een dienst die ik in augustus al heb opgezegd. Kunt u dit terugdraaien?"),
    ("nl", "social", "outage", "notice", None, "negative", -0.81, "anger", "high", "complaint", False,
     "Al de hele ochtend geen internet in Zwolle-Zuid. Wanneer is dit opgelost? Ik werk thuis en kan nu niks."),
    ("en", "forum", "product_question", "community", None, "neutral", 0.05, "none", "low", "question", False,
     "Does the eSIM work on a phone from 2019, and can I keep my old card active next to it?"),
    ("en", "email", "delivery", "agents", "orders", "negative", -0.4, "sadness", "normal", "question", True,
     "My router should have arrived on Tuesday. The tracking page still says it is being prepared. Can you check what is going on?"),
    ("nl", "chat", "account_access", "agents", "access", "negative", -0.3, "fear", "high", "question", True,
     "Ik krijg een melding dat er vanuit een ander land is ingelogd op mijn account, dat ben ik niet! Graag meteen blokkeren."),
    ("nl", "forum", "feedback", "community", None, "positive", 0.82, "joy", "low", "praise", False,
     "Wat een verademing, die nieuwe app. Alles staat op één plek en overstappen ging in vijf minuten. Complimenten!"),
    ("en", "phone", "contract", "agents", "sales", "neutral", 0.1, "none", "normal", "question", True,
     "I'm moving to Utrecht on the first of next month and would like to take my subscription with me."),
    ("nl", "web", "technical_problem", "community", None, "negative", -0.35, "none", "normal", "question", False,
     "Sinds de laatste update valt mijn tv-ontvanger elke avond rond acht uur weg. Herstarten helpt maar even. Wie herkent dit?"),
    ("en", "email", "returns", "agents", "orders", "neutral", -0.05, "none", "normal", "question", True,
     "How do I send back the second controller? There was no label in the box and the form does not know my order number."),
    ("nl", "social", "feedback", "community", None, "positive", 0.6, "joy", "low", "idea", False,
     "Idee: laat ons in de app zien wanneer de monteur onderweg is, zoals bij een pakketje. Scheelt een dag wachten."),
    ("nl", "chat", "payment", "agents", "billing", "neutral", -0.1, "none", "normal", "question", True,
     "De automatische incasso is twee keer afgeschreven deze maand. Kan het dubbele bedrag terug?"),
    ("en", "web", "product_question", "community", None, "neutral", 0.15, "none", "low", "question", False,
     "Can I watch on two screens at the same time with the basic plan, or do I need the family one?"),
)  # fmt: skip

BECAUSE = {
    "agents": ("needs_customer_data", "an answer needs this customer's own data, so only our own people may see it"),
    "community": ("community_can_answer", "anyone who knows the product can answer, and it holds nothing personal"),
    "notice": ("open_incident", "an outage in this region is known and announced, so the announcement answers it"),
}


def at(seconds: float = 0.0) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


def routed(number: int, *, when: datetime | None = None, **changes: Any) -> dict[str, Any]:
    """A routed event; the same number always says the same."""
    chance = random.Random(number)
    language, channel, topic, destination, team, sentiment, score, emotion, urgency, kind, personal, text = TEXTS[number % len(TEXTS)]
    now = when or at()
    rule, because = BECAUSE[destination]
    event = {
        "message_id": f"00000000-0000-5000-8000-{number:012d}",
        "inbound_id": f"in-{number}",
        "channel": channel,
        "source": "inbound",
        "customer_id": f"customer-{number % 97}",
        "conversation_id": f"conversation-{number}",
        "sent_at": (now - timedelta(milliseconds=chance.randrange(80, 900))).isoformat(),
        "routed_at": now.isoformat(),
        "destination": destination,
        "priority": {"low": 20, "normal": 50, "high": 85}[urgency],
        "labels": {
            "language": language,
            "topic": topic,
            "topic_confidence": round(0.7 + chance.random() * 0.29, 2),
            "sentiment": sentiment,
            "sentiment_score": score,
            "emotion": emotion,
            "urgency": urgency,
            "personal": personal,
            "kind": kind,
        },
        "reasons": [
            {"rule": "language", "because": f"written in {'Dutch' if language == 'nl' else 'English'}, which both the community and our agents read"},
            {"rule": rule, "because": because},
        ],
        "policy_version": "2026-03-01",
        "model_version": "topics-2026.02.1",
        "first_response_due": (now + timedelta(hours=4)).isoformat(),
        "resolution_due": (now + timedelta(days=2)).isoformat(),
        "text": text,
        "evidence": {"topic": sorted(text.lower().replace(",", "").split(), key=len)[-3:], "urgency": []},
        "returning": number % 3 == 0,
        "region": chance.choice(["Utrecht", "Zwolle", "Rotterdam", "Groningen"]),
        "public": destination == "community",
    }
    if team is not None:
        event["team"] = team
    if destination == "community":
        event["public_text"] = text
    return {**event, **changes}


def classified(event: dict[str, Any], redactions: dict[str, int]) -> dict[str, Any]:
    """What came before `event`. message_id stands first, as our own serializer writes it."""
    names = (
        "message_id",
        "inbound_id",
        "channel",
        "source",
        "customer_id",
        "returning",
        "text",
        "sent_at",
        "region",
        "public",
        "labels",
        "evidence",
        "model_version",
    )
    sent = datetime.fromisoformat(event["sent_at"])
    received = sent + (datetime.fromisoformat(event["routed_at"]) - sent) * 0.6
    return {**{name: event[name] for name in names}, "redactions": redactions, "received_at": received.isoformat(), "attachments": []}


def conversation(event: dict[str, Any], change: str, *, when: datetime | None = None, **more: Any) -> dict[str, Any]:
    status = {"resolved": "resolved", "answered": "answered"}.get(change, "open")
    said = {
        "conversation_id": event["conversation_id"],
        "customer_id": event["customer_id"],
        "change": change,
        "at": (when or datetime.fromisoformat(event["routed_at"])).isoformat(),
        "status": status,
        "destination": event["destination"],
        "team": event.get("team"),
        "priority": event["priority"],
        "message_id": event["message_id"],
        "topic": event["labels"]["topic"],
        "channel": event["channel"],
        "because": {
            "opened": "the first message about this",
            "breached": "nobody has answered within the 4 hours that were promised",
            "answered": "an agent wrote back",
            "resolved": "the customer said that it is solved",
            "escalated": "no answer from the community within 24 hours, so our own people take over",
        }.get(change, change),
    }
    return {**said, **more}


def reward(number: int, member: str, amount: int, because: str, cause: str, state: str = "pending", when: datetime | None = None) -> dict[str, Any]:
    return {
        "entry_id": f"entry-{number}",
        "member_id": member,
        "state": state,
        "amount": amount,
        "postings": [{"account": f"member:{member}", "amount": amount}, {"account": "company:rewards", "amount": -amount}],
        "rule": "answer_accepted",
        "because": because,
        "cause": cause,
        "at": (when or at()).isoformat(),
        "rules_version": "2026-03-01",
    }


def window(topic: str, start: datetime, value: int, closed: bool = True) -> dict[str, Any]:
    return {
        "signal_id": f"signal-{topic}-{start.isoformat()}-{value}",
        "kind": "metric",
        "subject": f"messages/{topic}",
        "at": at().isoformat(),
        "window_start": start.isoformat(),
        "window_end": (start + timedelta(minutes=5)).isoformat(),
        "value": float(value),
        "detail": {"closed": closed, "late": 0},
    }


def outgoing(topic: str, key: str, value: Any) -> Outgoing:
    return Outgoing(topic, key.encode(), value if isinstance(value, bytes) else orjson.dumps(value), ())


class Scene:
    """Puts events on a broker in memory."""

    def __init__(self, broker: MemoryBroker) -> None:
        self.broker = broker

    def put(self, topic: str, key: str, value: Any) -> None:
        self.broker.append(outgoing(topic, key, value))

    def message(self, number: int, **changes: Any) -> dict[str, Any]:
        event = routed(number, **changes)
        self.put("messages-classified", event["customer_id"], classified(event, {"iban": 1, "email": 1} if number % 4 == 0 else {}))
        self.put("messages-routed", event["customer_id"], event)
        self.put("conversations-changed", event["conversation_id"], conversation(event, "opened"))
        return event

    def whole_story(self, number: int, when: datetime) -> dict[str, Any]:
        """A question that the community answers, and what the answer earns."""
        event = self.message(number, when=when, text="Does the eSIM work on a phone from 2019, and can I keep my old card active next to it?")
        asked, answered, accepted = (f"{name}-{number}" for name in ("asked", "answered", "accepted"))
        thread = {"thread_id": f"thread-{number}"}
        steps = (
            (asked, "asked", "member-anna", 1.2, {"message_id": event["message_id"]}),
            (
                answered,
                "answered",
                "member-bas",
                640,
                {"text": "Yes. Dial *#06#: where it shows an EID, eSIM works. Leave the old card in, and choose per call."},
            ),
            (accepted, "accepted", "member-bas", 1500, {"by_member_id": "member-anna"}),
        )
        for activity_id, action, member, later, more in steps:
            moment = when + timedelta(seconds=later)
            self.put(
                "community-activity",
                member,
                {"activity_id": activity_id, "action": action, "member_id": member, "at": moment.isoformat(), **thread, **more},
            )
        self.put(
            "rewards-credited",
            "member-bas",
            reward(number, "member-bas", 100, "the asker accepted this answer", accepted, when=when + timedelta(seconds=1500.1)),
        )
        reply = {
            "reply_id": f"reply-{number}",
            "conversation_id": event["conversation_id"],
            "customer_id": event["customer_id"],
            "channel": event["channel"],
            "in_reply_to": event["inbound_id"],
            "text": "The community answered: dial *#06#; where it shows an EID, eSIM works.",
            "author": "community",
            "author_id": "member-bas",
            "at": (when + timedelta(seconds=1500.2)).isoformat(),
            "public": True,
        }
        self.put("replies-outbound", event["conversation_id"], reply)
        changed = conversation(event, "resolved", when=when + timedelta(seconds=1500.3), because="the answer was accepted")
        self.put("conversations-changed", event["conversation_id"], changed)
        return event

    def full(self, now: datetime, messages: int = 400) -> None:
        """Everything that the page can show."""
        chance = random.Random(7)
        for number in range(messages):
            pick = chance.choices(range(len(TEXTS)), weights=[9, 14, 8, 7, 5, 3, 4, 8, 4, 2, 7, 6])[0]
            back = (messages - number) / messages * 3000
            event = self.message(number * len(TEXTS) + pick, when=now - timedelta(seconds=back))
            if number % 61 == 5:
                late = conversation(event, "breached", when=now - timedelta(seconds=back / 3), target="first_response")
                self.put("conversations-changed", event["conversation_id"], late)
            elif number % 5 == 0:
                self.put("conversations-changed", event["conversation_id"], conversation(event, "resolved"))
        members = ("member-bas", "member-noor", "member-8812", "member-yusuf", "member-elin", "member-tom")
        for number in range(40):
            amount, because = chance.choice(
                [(100, "the asker accepted this answer"), (15, "kudos from another member"), (250, "this idea was adopted")]
            )
            self.put(
                "rewards-credited",
                members[number % 6],
                reward(9000 + number, chance.choice(members), amount, because, f"cause-{number}", when=now - timedelta(seconds=3000 - 70 * number)),
            )
        edge = now.replace(minute=now.minute - now.minute % 5, second=0, microsecond=0)
        for topic, level in {
            "outage": 31,
            "billing": 22,
            "product_question": 18,
            "technical_problem": 16,
            "payment": 13,
            "delivery": 12,
            "feedback": 6,
            "contract": 5,
            "returns": 4,
            "account_access": 9,
        }.items():
            for back in range(12):
                rise = 2.2 if topic == "outage" and back < 3 else 1
                value = round(level * rise * (0.6 + chance.random() * 0.8) * (0.4 if back == 0 else 1))
                self.put("insight-signals", f"messages/{topic}", window(topic, edge - timedelta(minutes=5 * back), value, closed=back > 0))
        self.whole_story(900_002 // len(TEXTS) * len(TEXTS) + 2, now - timedelta(seconds=1600))


def key_file(path: Path, *scopes: str) -> str:
    """A file of keys with one key; answers the key."""
    plain, entry = new_key(scopes or ("read:stream",), datetime.now(UTC))
    add_key(path, entry)
    return plain


def http_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:  # noqa: S310 - our own address
            return bool(json.loads(answer.read())["ready"])
    except urllib.error.HTTPError as unready:
        unready.close()  # it is an answer, and holds its connection
        return False
    except OSError:
        return False


@asynccontextmanager
async def dashboard(broker: Broker, port: int, keys: Path, **settings: Any) -> AsyncIterator[str]:
    """The real service on `broker`; gives its address once it is ready."""
    service = Service(
        name="dashboard",
        settings=DashboardSettings(http_host=HOST, http_port=port, keys=keys, **settings),
        wire=wire,
        broker=lambda _: broker,
    )
    leaving = asyncio.Event()
    serving = asyncio.create_task(serve(service, leaving))
    url = f"http://{HOST}:{port}"
    try:

        async def ready() -> bool:
            assert not serving.done(), f"the dashboard has ended: {serving}"
            return await asyncio.to_thread(http_ready, url)

        await until(ready, 30, "the dashboard is ready")
        yield url
    finally:
        leaving.set()
        await serving


class InThread:
    """The dashboard in a thread of its own, for tests that drive a browser."""

    def __init__(self, port: int, keys: Path, prepare: Callable[[Scene], None] | None = None, **settings: Any) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._port, self._keys, self._settings = port, keys, settings
        self.broker = self.call(self._broker())
        self.scene = Scene(self.broker)
        if prepare is not None:
            self.do(lambda: prepare(self.scene))
        self.start()

    async def _broker(self) -> MemoryBroker:
        return MemoryBroker()

    def call(self, awaitable: Coroutine[Any, Any, T]) -> T:
        return self._submit(awaitable).result(60)

    def _submit(self, awaitable: Coroutine[Any, Any, T]) -> "Future[T]":
        return asyncio.run_coroutine_threadsafe(awaitable, self._loop)

    def do(self, act: Callable[[], T]) -> T:
        """Run `act` where the broker lives."""

        async def acting() -> T:
            return act()

        return self.call(acting())

    def start(self) -> None:
        self._running = dashboard(self.broker, self._port, self._keys, **self._settings)
        self.url = self.call(self._running.__aenter__())

    def stop(self) -> None:
        self.call(self._running.__aexit__(None, None, None))

    def close(self) -> None:
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


def head_of(broker: MemoryBroker, topic: str) -> dict[Partition, int]:
    return {place: len(log) for place, log in broker.logs.items() if place.topic == topic}
