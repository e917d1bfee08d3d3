"""Logs and metrics never hold what customers wrote or who they are: not of good messages, not of dead letters, not when the database dies."""

import asyncio
import json
import random
import re
import string
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiokafka import AIOKafkaProducer

from runtime.kafka import KafkaBroker
from schemas.messages.inbound import InboundReason
from schemas.topics import MAX_INBOUND_BYTES
from tests.faults.load import Load, read_all
from tests.waiting import until

SEED = random.SystemRandom().randrange(10**6)
SECONDS = 120.0

pytestmark = pytest.mark.slow


class Secrets:
    """A word and numbers that are nowhere else. What holds one of them holds what a customer sent."""

    def __init__(self) -> None:
        chance = random.SystemRandom()
        self.word = "zq" + "".join(chance.choices(string.ascii_lowercase, k=14))
        self.order_number = "48" + "".join(chance.choices(string.digits, k=8))
        #: Without country code and zero, so that it is found in every way of writing it without gaps.
        self.phones = ["62" + "".join(chance.choices(string.digits, k=7)) for _ in range(24)]

    def found_in(self, said: bytes) -> str | None:
        """What of it is in `said`, with what stands around it."""
        text = said.decode("utf-8", "replace").casefold()
        for secret in (self.word, self.order_number, *self.phones):
            if (at := text.find(secret)) >= 0:
                return text[max(0, at - 300) : at + 100]
        return None


class TellingLoad(Load):
    """Every message and activity says all that it can about its customer."""

    secrets: Secrets

    def _message(self) -> tuple[str, str, bytes, bytes]:
        inbound_id, channel, key, value = super()._message()
        secrets, customer = self.secrets, key.decode()
        number = int(re.sub(r"\D", "", customer.partition("-")[0]))
        body = json.loads(value)
        body["text"] += f" My name is {secrets.word.title()}, order number {secrets.order_number}, call 0{secrets.phones[number]}."
        body["subject"] = f"About {secrets.word} and order {secrets.order_number}"
        body["sender"] |= {
            "name": f"Anna {secrets.word.title()}",
            "email": f"{secrets.word}.{customer}@example.org",
            "phone": f"+31{secrets.phones[number]}",
            "customer_number": f"{secrets.word}-{customer}",
            "handle": f"@{secrets.word}{number}",
        }
        return inbound_id, channel, key, json.dumps(body).encode()

    def _activity(self) -> tuple[str, bytes, bytes]:
        activity_id, key, value = super()._activity()
        return activity_id, key, json.dumps(json.loads(value) | {"text": f"{self.secrets.word} {self.secrets.order_number}"}).encode()


def refused(secrets: Secrets) -> dict[InboundReason, list[tuple[bytes, list[tuple[str, bytes]]]]]:
    """For each reason records with the secrets wherever they can stand; of `conflicting_duplicate` the first one is good."""
    word = secrets.word
    good: dict[str, Any] = {
        "id": "",
        "channel": "web",
        "sender": {"id": f"who-{uuid.uuid4().hex[:6]}", "name": word},
        "text": word,
        "sent_at": datetime.now(UTC).isoformat(),
    }

    def said(**changes: Any) -> bytes:
        return json.dumps({**good, "id": uuid.uuid4().hex, **changes}).encode()

    twice = uuid.uuid4().hex
    # In all that a complaint could repeat; but the header `source` is a program's name for itself, and no customer writes it.
    return {
        InboundReason.NOT_JSON: [(said()[:-1], []), (word.encode(), []), (said().replace(b'"web"', word.encode()), [])],
        InboundReason.NOT_UTF8: [(said().replace(word.encode(), word.encode() + b"\xe9", 1), [])],
        InboundReason.TOO_LARGE: [(said(text=word * (MAX_INBOUND_BYTES // len(word) + 1)), [])],
        InboundReason.TOO_DEEP: [(said(extra=0).replace(b'"extra": 0', f'"{word}": {"[" * 40}"{word}"{"]" * 40}'.encode()), [])],
        InboundReason.INVALID: [
            (said(text=[word]), []),
            (said(text=word * 10_000), []),
            (said(subject={word: word}), []),
            (said(channel=word), []),
            (said(sent_at=word), []),
            (said(id=word * 20), []),
            (said(sender={"name": word}), []),
            (said(sender={"email": [word], "phone": {word: 1}, word: word}), []),
            (said(language=word * 20, region={word: 1}, public=word, in_reply_to=[word], attachments=[{word: word, "bytes": word}]), []),
            (said(**{"attachments": word, word: word}), []),
            (json.dumps(word).encode(), []),
        ],
        InboundReason.WRONG_CHANNEL: [(said(channel="chat"), [])],
        InboundReason.UNKNOWN_SOURCE: [(said(), [("source", b"myspace")])],
        InboundReason.BAD_SIGNATURE: [(said(), [("source", b"generic"), ("x-hub-signature-256", f"sha256={word}".encode())])],
        InboundReason.CONFLICTING_DUPLICATE: [(said(id=twice), []), (said(id=twice, text=f"{word} {word}"), [])],
        InboundReason.UNDECODABLE_MAIL: [(f"Subject: {word}\r\n\r\n{word}".encode(), [("source", b"rfc5322")])],
    }


#: Topics beside the inbound ones that take what people write, and whose readers put aside what they cannot read.
OTHER_TOPICS = ("community-activity", "agent-activity", "control")


async def test_no_log_and_no_metric_holds_what_a_customer_sent(hurt: Any) -> None:
    hurt.wait_ready()
    secrets = Secrets()
    load = TellingLoad(hurt.kafka, SEED)
    load.secrets = secrets
    letters = refused(secrets)

    enough = asyncio.Event()
    sending = asyncio.create_task(load.send_until(enough, pause=0.01))
    await put_aside(hurt, secrets, letters)
    before = hurt.kill("postgres")
    await asyncio.to_thread(hurt.wait_restarted, "postgres", before)
    await over_http(hurt, secrets)
    enough.set()
    await sending
    await load.settle(hurt.database, SECONDS)
    await asyncio.to_thread(hurt.wait_ready)

    async def all_put_aside() -> bool:
        found = await letters_of(hurt, "inbound-web-dlq", secrets)
        others = [len(await letters_of(hurt, f"{topic}-dlq", secrets)) for topic in OTHER_TOPICS]
        wanted = sum(len(of_reason) for of_reason in letters.values()) - 1
        return len(found) >= wanted and {headers["dlq-reason"].decode() for headers in found} == set(InboundReason) and min(others) >= 2

    await until(all_put_aside, SECONDS, "every dead letter is put aside", every=0.2)
    # It did go through: what is looked for is there to be found.
    routed = [body for body, _ in await read_all(hurt.kafka, "messages-routed") if body["inbound_id"] in load.ok]
    assert any(secrets.found_in(json.dumps(body).encode()) for body in routed)

    logs = [file for file in (hurt.home / "logs").iterdir() if file.is_file()]
    for file in (*logs, hurt.output):
        assert (around := secrets.found_in(file.read_bytes())) is None, f"{file.name}: …{around}…"
    assert {f"{name}.log" for name in (*hurt.ports, "kafka", "postgres", "supervisor")} <= {file.name for file in logs}
    for name in ("ingest", "route", "rewards"):
        # A replica that another test has left may have had the partition.
        assert any(dead_letters_said(file) for file in logs if file.name.startswith(name)), f"{name} logs its dead letters"
    async with httpx.AsyncClient(timeout=20, trust_env=False) as http:
        for name in hurt.ports:
            metrics = (await http.get(f"{hurt.url(name)}/metrics")).raise_for_status().content
            assert b"klantstroom_" in metrics
            assert (around := secrets.found_in(metrics)) is None, f"metrics of {name}: …{around}…"


async def put_aside(hurt: Any, secrets: Secrets, letters: dict[InboundReason, list[tuple[bytes, list[tuple[str, bytes]]]]]) -> None:
    """Send every dead letter; the keys are somebody's address, as a channel team may choose them."""
    key = f"{secrets.word}@example.org".encode()
    producer = AIOKafkaProducer(bootstrap_servers=hurt.kafka, acks="all", max_request_size=8_000_000)
    await producer.start()
    try:
        for of_reason in letters.values():
            for value, headers in of_reason:
                await producer.send_and_wait("inbound-web", value, key=key, headers=headers)
        for topic in OTHER_TOPICS:
            for value in (f'{{"text": "{secrets.word}'.encode(), json.dumps({"action": secrets.word, "at": secrets.word, secrets.word: 1}).encode()):
                await producer.send_and_wait(topic, value, key=key)
        act = {"activity_id": uuid.uuid4().hex, "action": "replied", "agent_id": "agent-1", "at": datetime.now(UTC).isoformat()}
        await producer.send_and_wait("agent-activity", json.dumps(act | {"conversation_id": secrets.word, "text": secrets.word}).encode(), key=key)
    finally:
        await producer.stop()


async def over_http(hurt: Any, secrets: Secrets) -> None:
    """The same at the edge, good and bad."""
    word = secrets.word
    mail = (
        f"From: {word} <{word}@example.org>\r\nMessage-ID: <{uuid.uuid4().hex}@example.org>\r\nSubject: {word}\r\n\r\n{word} {secrets.order_number}"
    )
    async with httpx.AsyncClient(base_url=hurt.url("ingest"), headers={"Authorization": f"Bearer {hurt.key}"}, timeout=30, trust_env=False) as http:
        for path, content, media_type, status in (
            ("/v1/messages", f'{{"text": "{word}', "application/json", 422),
            ("/v1/messages", json.dumps([{"text": word, word: word}, word]), "application/json", 422),
            ("/v1/activity", json.dumps({"action": word, "text": word}), "application/json", 422),
            ("/v1/mail", mail, "message/rfc822", 202),
            ("/v1/mail", f"Subject: {word}\r\n\r\n{word}", "message/rfc822", 422),
            ("/v1/hooks/generic", json.dumps({"text": word}), "application/json", 404),
        ):
            answer = await http.post(path, content=content, headers={"Content-Type": media_type})
            assert answer.status_code == status, answer.text


async def letters_of(hurt: Any, topic: str, secrets: Secrets) -> list[dict[str, bytes]]:
    """Headers of the dead letters of this test."""
    broker = KafkaBroker(hurt.kafka)
    tail = await broker.tail([topic], {})
    try:
        found = []
        while not await tail.caught_up():
            found += [dict(record.headers) for record in await tail.fetch(1_000, 200) if record.key == f"{secrets.word}@example.org".encode()]
        return found
    finally:
        await tail.close()
        await broker.close()


def dead_letters_said(log: Path) -> bool:
    return any(json.loads(line).get("event") == "dead letter" for line in log.read_text("utf-8").splitlines() if line.startswith("{"))
