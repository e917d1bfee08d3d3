"""The project's sample week: it keeps the contract, holds what its README promises, and nobody in it is real."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
from py3langid import langid
from stdnum.nl import bsn

from local.replay.demo import SAMPLE
from local.replay.rows import Columns, Entry, Reading, channel_of, read
from runtime.codec import decode
from runtime.hop import Refusal
from schemas.messages.agents import AgentAction
from schemas.messages.community import CommunityAction
from schemas.messages.inbound import Channel
from schemas.topics import MAX_INBOUND_BYTES, TOPICS
from services.route.adapters.policy_file import read_policy
from services.route.domain.policy import Policy

README = SAMPLE.with_name("README.md")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")

#: Numbers that documentation everywhere uses; checked by stdnum, owned by nobody.
TEST_IBANS = {
    "NL91ABNA0417164300", "NL20INGB0001234567", "NL39RABO0300065264", "NL02ABNA0123456789", "NL44RABO0123456789", "NL69INGB0123456789",
    "DE89370400440532013000", "GB29NWBK60161331926819",
}  # fmt: skip
TEST_BSNS = {"111222333", "123456782"}
#: The placeholder, Dutch numbers of a range that is not given out, and the ranges that Ofcom, ARCEP and the BNetzA keep for fiction.
FICTION = re.compile(r"(0|\+31)612345678|\+31600000\d{3}|(0|\+44)7700900\d{3}|0639981234|01713920015|03023125\d{3}")


@cache
def entries() -> tuple[Entry, ...]:
    found = tuple(read(SAMPLE, Reading(Columns(), datetime(2026, 3, 2, tzinfo=UTC))))
    assert all(isinstance(row, Entry) for row in found)
    return tuple(row for row in found if isinstance(row, Entry))


def parsed(entry: Entry) -> Any | None:
    try:
        return orjson.loads(entry.value)
    except orjson.JSONDecodeError:
        return None


@cache
def outcomes() -> tuple[Mapping[str, tuple[Entry, ...]], Counter[str]]:
    """By what becomes of them: messages, repeats, and refusals by reason, as CONTRACT and README tell it."""
    by: defaultdict[str, list[Entry]] = defaultdict(list)
    seen: dict[str, bytes] = {}
    refused: Counter[str] = Counter()
    for entry in entries():
        channel = channel_of(entry.topic)
        if channel is None:
            by["acts"].append(entry)
            continue
        found = decode(TOPICS[entry.topic].value, entry.value, MAX_INBOUND_BYTES)
        if dict(entry.headers).get("source"):
            refused["unknown_source"] += 1
        elif isinstance(found, Refusal):
            refused[found.reason] += 1
        elif found.channel is not channel:  # type: ignore[attr-defined]
            refused["wrong_channel"] += 1
        elif entry.message in seen and seen[entry.message] == entry.value:
            by["repeats"].append(entry)
        elif entry.message in seen:
            refused["conflicting_duplicate"] += 1
        else:
            assert entry.message is not None
            seen[entry.message] = entry.value
            by["messages"].append(entry)
    return {name: tuple(found) for name, found in by.items()}, refused


def messages() -> Iterator[dict[str, Any]]:
    return (orjson.loads(entry.value) for entry in outcomes()[0]["messages"])


def acts(topic: str) -> list[dict[str, Any]]:
    return [orjson.loads(entry.value) for entry in entries() if entry.topic == topic]


@pytest.fixture(scope="module")
def language() -> Callable[[str], str]:
    # One of its own: the module's is the whole process's, and so are the languages that it is restricted to.
    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    identifier.set_languages(["nl", "en", "de", "fr"])
    return lambda text: str(identifier.classify(text)[0])


def test_a_week_in_order_of_time() -> None:
    times = [entry.at for entry in entries()]
    assert times == sorted(times)
    assert times[0].astimezone(AMSTERDAM).weekday() == 0
    assert times[-1].astimezone(AMSTERDAM).weekday() == 6
    assert {at.astimezone(AMSTERDAM).date() for at in times} == {datetime(2026, 3, 2, tzinfo=UTC).date() + timedelta(days=day) for day in range(7)}
    for message in messages():
        assert message["sent_at"].endswith("+01:00"), "the offset of Amsterdam in March"


def test_the_size_of_it() -> None:
    by, refused = outcomes()
    assert len(by["messages"]) >= 640
    assert 6 <= refused.total() <= 10
    assert set(refused) == {"not_json", "not_utf8", "too_deep", "invalid", "wrong_channel", "unknown_source", "conflicting_duplicate"}
    assert refused["conflicting_duplicate"] >= 2
    assert len(by["repeats"]) >= 10
    assert len(by["acts"]) >= 300


def test_every_channel_and_both_languages(language: Callable[[str], str]) -> None:
    channels = Counter(message["channel"] for message in messages())
    assert set(channels) == {channel.value for channel in Channel}
    assert min(channels.values()) >= 60
    languages = Counter(language(f"{message.get('subject', '')} {message['text']}") for message in messages())
    count = sum(languages.values())
    assert 0.55 <= languages["nl"] / count <= 0.66
    assert languages["en"] / count >= 0.3
    assert languages["de"] >= 3
    assert languages["fr"] >= 2


def test_no_text_comes_twice() -> None:
    texts = Counter(message["text"].casefold() for message in messages())
    assert [text for text, count in texts.items() if count > 1] == []


def test_texts_are_of_every_length_and_manner() -> None:
    texts = [message["text"] for message in messages()]
    assert sum(len(text) < 50 for text in texts) >= 30
    assert sum(len(text) > 200 for text in texts) >= 55
    assert sum(bool(re.search("[\U0001f300-\U0001faff☀-➿]", text)) for text in texts) >= 50, "emoji"
    assert sum("\n>" in text for text in texts) >= 4, "quoted history"
    assert sum(text.startswith(("Caller", "Transcript", "Klant")) for text in texts) >= 30, "notes of calls"
    assert sum("@wiekslag" in text for text in texts) >= 80


def test_acts_keep_the_contract() -> None:
    for entry in outcomes()[0]["acts"]:
        found = decode(TOPICS[entry.topic].value, entry.value, MAX_INBOUND_BYTES)
        assert not isinstance(found, Refusal), (entry.line, found)
        key = TOPICS[entry.topic].key
        assert key is not None
        assert entry.key == str(getattr(found, key)).encode(), entry.line


def test_acts_name_messages_that_were_sent_before() -> None:
    sent: set[str] = set()
    for entry in entries():
        value = parsed(entry)
        if entry.topic in ("community-activity", "agent-activity") and value.get("message_id"):
            assert value["message_id"] in sent, entry.line
        elif entry.message:
            sent.add(entry.message)


def test_ids_of_acts_are_their_own() -> None:
    for topic in ("community-activity", "agent-activity"):
        ids = [act["activity_id"] for act in acts(topic)]
        assert len(ids) == len(set(ids))


def test_everything_that_members_do_and_take_back() -> None:
    done = acts("community-activity")
    assert {act["action"] for act in done} == {action.value for action in CommunityAction}
    by_id = {act["activity_id"]: act for act in done}
    undone = [act for act in done if act.get("undo")]
    assert {act["action"] for act in undone} == {"answered", "accepted", "kudos", "flagged", "idea_adopted", "referral_activated"}
    for act in undone:
        taken_back = by_id[act["undoes"]]
        assert all(taken_back.get(name) == act.get(name) for name in ("action", "member_id", "by_member_id", "post_id")), act["activity_id"]
        assert taken_back["at"] < act["at"]
    referred = {act["by_member_id"] for act in done if act["action"] == "referral"}
    assert referred >= {act["by_member_id"] for act in done if act["action"] == "referral_activated"}


def test_who_answers_did_not_ask_and_who_acts_is_somebody_else() -> None:
    askers = {entry.message: orjson.loads(entry.value)["sender"].get("id") for entry in outcomes()[0]["messages"]}
    for act in acts("community-activity"):
        assert act.get("by_member_id") != act["member_id"], act["activity_id"]
        if act["action"] in ("answered", "accepted"):
            assert askers[act["message_id"]] != act["member_id"], act["activity_id"]


def test_everything_that_agents_do(policy: Policy) -> None:
    done = acts("agent-activity")
    assert {act["action"] for act in done} == {action.value for action in AgentAction}
    on_duty = {act["agent_id"] for act in done if act["action"] == "presence" and act["presence"]["available"]}
    assert {act["agent_id"] for act in done} == on_duty
    teams = {act["to_team"] for act in done if "to_team" in act} | {act["presence"]["team"] for act in done if act.get("presence", {}).get("team")}
    assert teams <= policy.teams


@pytest.fixture(scope="module")
def policy() -> Policy:
    return read_policy(Path(__file__).parents[2] / "policy" / "default.yaml")


def test_the_outage() -> None:
    opened, updated, closed = acts("control")
    assert [act["action"] for act in (opened, updated, closed)] == ["incident_opened", "incident_updated", "incident_closed"]
    assert all(set(act["incident"]["announcement"]) == {"nl", "en"} for act in (opened, updated, closed))
    inside = [message for message in messages() if message.get("region") == "Utrecht" and opened["at"] < message["sent_at"] < closed["at"]]
    assert len(inside) >= 25
    assert len({message["channel"] for message in inside}) == 6


def test_customers_come_back_on_another_channel() -> None:
    channels: defaultdict[str, set[str]] = defaultdict(set)
    for message in messages():
        for name in ("email", "customer_number", "phone", "handle"):
            if name in message["sender"]:
                channels[f"{name} {message['sender'][name]}"].add(message["channel"])
    assert sum(len(found) >= 2 for found in channels.values()) >= 30
    assert sum(len(found) >= 4 for found in channels.values()) >= 3


def test_threads_hold_together() -> None:
    by_id = {(message["channel"], message["id"]): message for message in messages()}
    replies = [message for message in messages() if "in_reply_to" in message]
    assert len(replies) >= 40
    for message in replies:
        parent = by_id[message["channel"], message["in_reply_to"]]
        assert parent["sent_at"] <= message["sent_at"]
        assert parent["conversation_id"] == message["conversation_id"]


# ── nobody in it is real ─────────────────────────────────────────────────────────────────────────────────────────────


def everything() -> str:
    return SAMPLE.read_text("utf-8")


def test_mail_addresses_are_at_example_domains() -> None:
    domains = {domain.lower() for domain in re.findall(r"[\w.+'-]+@((?:[\w-]+\.)+[a-z]{2,})", everything())}
    assert domains
    assert all(re.fullmatch(r"([\w-]+\.)?example\.(com|nl|org)", domain) for domain in domains), domains


def test_links_are_to_example_domains() -> None:
    links = set(re.findall(r"(?:https?://|www\.)([\w.-]+)", everything())) | set(re.findall(r"\b([\w-]+\.(?:com|nl|org|net))/", everything()))
    assert all(link.removeprefix("www.").startswith("example.") for link in links), links


def test_bank_accounts_are_test_accounts() -> None:
    found = {re.sub(r"\W", "", match) for match in re.findall(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,6}(?: ?[A-Z0-9]{1,4})?\b", everything())}
    # The pattern may swallow the next word of a sentence.
    found = {next((known for known in TEST_IBANS if iban.startswith(known)), iban) for iban in found}
    assert found <= TEST_IBANS, found - TEST_IBANS
    assert len(found) >= 6


def test_citizen_numbers_are_test_numbers() -> None:
    said = {match for match in re.findall(r"(?<![\d+])\d{9}(?!\d)", everything()) if bsn.is_valid(match)}
    assert said == TEST_BSNS


def test_telephone_numbers_are_nobodys() -> None:
    without_accounts = re.sub(r"\b[A-Z]{2}\d{2}(?: ?[A-Z]{4})?(?: ?\d{2,4}){4,6}", "", everything())
    loose = re.findall(r"(?<![\w./:@-])(?:\+\d|0)(?:[ .()-]{0,3}\d){8,11}(?!\d)", without_accounts)
    found = {re.sub(r"[^\d+]", "", number) for number in loose}
    assert len(found) >= 60
    assert [number for number in found if not FICTION.fullmatch(number)] == []


def test_postcodes_are_placeholders() -> None:
    assert set(re.findall(r"\b[1-9]\d{3} [A-Z]{2}\b", everything())) == {"1234 AB", "1234 CD"}


# ── the counts in the README ─────────────────────────────────────────────────────────────────────────────────────────


def counts() -> str:
    by, refused = outcomes()
    channels = Counter(channel_of(entry.topic) for entry in by["messages"])
    days = Counter(entry.at.astimezone(AMSTERDAM).strftime("%A") for entry in by["messages"])
    members = Counter(act["action"] for act in acts("community-activity") if not act.get("undo"))
    agents = Counter(act["action"] for act in acts("agent-activity"))
    lines = [
        ("records", str(len(entries()))),
        ("messages", str(len(by["messages"]))),
        ("by channel", ", ".join(f"{channel.value} {channels[channel]}" for channel in Channel)),
        ("by day", ", ".join(f"{day} {count}" for day, count in days.items())),
        ("repeated as they are", str(len(by["repeats"]))),
        ("refused", ", ".join(f"{reason} {refused[reason]}" for reason in sorted(refused))),
        ("acts of members", ", ".join(f"{action.value} {members[action.value]}" for action in CommunityAction)),
        ("acts taken back", str(sum(bool(act.get("undo")) for act in acts("community-activity")))),
        ("acts of agents", ", ".join(f"{action.value} {agents[action.value]}" for action in AgentAction)),
        ("acts of administrators", str(len(acts("control")))),
    ]
    return "\n".join(("| what | how many |", "|---|---|", *(f"| {name} | {count} |" for name, count in lines)))


def test_the_readme_counts_what_is_there() -> None:
    written = re.search(r"<!-- counts -->\n(.*?)\n?<!-- /counts -->", README.read_text("utf-8"), re.DOTALL)
    assert written is not None
    assert written.group(1) == counts(), f"the README's table should read:\n{counts()}"
