"""Writes what is generated from the models and the topics table: JSON Schema for each topic's value, and one AsyncAPI 3.0 document.

`python -m schemas.generate` writes `schemas/generated/`; the same input gives the same bytes, and a test fails where they are stale:

================================= =============================================================================
``<topic>.schema.json``           JSON Schema 2020-12 of the value, with what the model checks beyond its types
``topics.json``                   the topics table, for programs that do not read Python
``asyncapi.yaml``                 servers, channels, who sends and receives what, headers, payloads, examples
================================= =============================================================================

A comment that starts with `#:` above a field becomes the field's description.
"""

import inspect
import json
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from schemas import envelope
from schemas.messages.inbound import Channel, InboundReason
from schemas.topics import DLQ_RETENTION_HOURS, INBOUND_TOPICS, MAX_INBOUND_BYTES, MAX_RECORD_BYTES, TOPICS, Topic

#: Version of the public contract: the middle number grows when something is added, the first when something breaks.
CONTRACT_VERSION = "1.0.0"

HERE = Path(__file__).parent
GENERATED = HERE / "generated"
EXAMPLES = HERE / "examples"

#: Writers that are hops: what they write carries a source position.
HOPS = frozenset({"ingest", "classify", "route", "rewards"})
#: Writers that are ours: what they write always carries the CloudEvents headers.
OURS = HOPS | {"insight", "desk edge", "admin edge"}
#: Readers that are ours: they are deployed together, so an order of deployment can be kept.
OUR_READERS = HOPS | {"insight", "dashboard"}

_FIELD = re.compile(r"    ([a-z_]+): ")
_KAFKA_BINDING = "0.5.0"


@cache
def field_comments(model: type[BaseModel]) -> Mapping[str, str]:
    """The `#:` comments above the fields of `model` and of what it inherits from."""
    found: dict[str, str] = {}
    for parent in reversed(model.__mro__):
        if not issubclass(parent, BaseModel) or parent is BaseModel:
            continue
        said: list[str] = []
        for line in inspect.getsource(parent).splitlines():
            if line.strip().startswith("#:"):
                said.append(line.strip().removeprefix("#:").strip())
            else:
                if said and (field := _FIELD.match(line)):
                    found[field[1]] = " ".join(said)
                said = []
    return found


class _Described(GenerateJsonSchema):
    """JSON Schema without a title for each field (it only repeats the name), with descriptions from comments."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        generated = super().model_schema(schema)
        model: Any = schema["cls"]
        for name, comment in field_comments(model).items():
            if name in generated.get("properties", {}):
                generated["properties"][name].setdefault("description", comment)
        return generated

    def generate(self, schema: CoreSchema, mode: Any = "validation") -> JsonSchemaValue:
        return {"$schema": self.schema_dialect, **super().generate(schema, mode)}


def value_schema(topic: Topic) -> dict[str, Any]:
    """JSON Schema of the values on `topic`; on an inbound topic the channel can only be the topic's."""
    schema = topic.value.model_json_schema(schema_generator=_Described)
    schema["$id"] = f"urn:klantstroom:{topic.name}:v1"
    for channel in Channel:
        if topic.name == f"inbound-{channel.value}":
            schema["properties"]["channel"] = {"const": channel.value, "type": "string", "description": "Must be the topic's."}
            del schema["$defs"]["Channel"]
    opening = ("$schema", "$id", "title", "description")
    return {name: schema[name] for name in (*opening, *schema) if name in schema}


def topics_table() -> dict[str, Any]:
    """The topics table as JSON."""
    return {
        topic.name: {
            "version": 1,
            "key": topic.key,
            "schema": f"{topic.name}.schema.json",
            "writers": list(topic.writers),
            "readers": list(topic.readers),
            "retention_hours": topic.retention_hours,
            "transactional": topic.transactional,
            "dlq": topic.dlq if topic.dead_letters else None,
            "partitions": topic.partitions,
        }
        for topic in TOPICS.values()
    }


def examples(topic: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """(name, {"key", "headers", "value"}) of each golden example of `topic`, by name."""
    for path in sorted((EXAMPLES / topic).glob("*.json")):
        yield path.stem, json.loads(path.read_text("utf-8"))


# --- AsyncAPI -------------------------------------------------------------------------------------------------------------------


def _ref(*parts: str) -> dict[str, str]:
    return {"$ref": "#/" + "/".join(parts)}


def _text(description: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "description": description, **more}


def _event_headers(topic: Topic) -> dict[str, Any]:
    ours = OURS.issuperset(topic.writers)
    writer = "|".join(sorted(topic.writers)) if ours else "<writer>"
    event_type = envelope.event_type(topic.name)
    headers = {
        envelope.CE_SPECVERSION: _text("CloudEvents version.", const="1.0"),
        envelope.CE_ID: _text("Unique in ce_source; the same when a writer sends the event again."),
        envelope.CE_SOURCE: _text(f"`/klantstroom/{writer}`, or the writer's own URI-reference.", format="uri-reference"),
        envelope.CE_TYPE: _text("Names topic and version.", **({"const": event_type} if ours else {"examples": [event_type]})),
        envelope.CE_TIME: _text("When it was decided, RFC 3339 in UTC.", format="date-time"),
        envelope.CONTENT_TYPE: _text("Media type of the value.", const="application/json"),
        envelope.TRACEPARENT: _text("W3C trace context; one trace id from the inbound record to the last event."),
    }
    # What insight says stands for many messages, so it belongs to no trace.
    required = [name for name in headers if name != envelope.TRACEPARENT] if ours else []
    if HOPS.issuperset(topic.writers):
        headers[envelope.SRC] = _text(
            "Source position `<writer>/<input topic>/<input partition>/<n>`; n only grows, so a reader that keeps the highest n of each source "
            "drops every repeat.",
            pattern="^[^/]+/[^/]+/[0-9]+/[0-9]+$",
        )
        required += [envelope.TRACEPARENT, envelope.SRC]
    schema: dict[str, Any] = {"type": "object", "properties": headers}
    if required:
        schema["required"] = required
    return schema


def _key_binding(description: str) -> dict[str, Any]:
    return {"kafka": {"key": _text(description), "bindingVersion": _KAFKA_BINDING}}


def _first_line(topic: Topic) -> str:
    return (inspect.getdoc(topic.value) or topic.value.__name__).splitlines()[0]


def _event_message(topic: Topic) -> dict[str, Any]:
    key = "Any, stable per sender or thread." if topic.key is None else f"Equal to `{topic.key}` in the value."
    return {
        "name": envelope.event_type(topic.name),
        "title": topic.value.__name__,
        "summary": _first_line(topic),
        "contentType": "application/json",
        "headers": _event_headers(topic),
        "payload": {"$ref": f"./{topic.name}.schema.json"},
        "correlationId": {"description": "The trace id, where there is one.", "location": f"$message.header#/{envelope.TRACEPARENT}"},
        "bindings": _key_binding(key),
        "examples": [{"name": name, "headers": example["headers"], "payload": example["value"]} for name, example in examples(topic.name)],
    }


def _platform_message() -> dict[str, Any]:
    return {
        "name": "klantstroom.platform-payload",
        "title": "A platform's own payload",
        "summary": "What a platform sent, unchanged; the header names the adapter that reads it.",
        "headers": {
            "type": "object",
            "properties": {envelope.SOURCE: _text("Name of the adapter. An unknown one is dead-lettered as unknown_source.")},
            "required": [envelope.SOURCE],
        },
        "payload": {"description": "Whatever the platform sends."},
        "bindings": _key_binding("Any, stable per sender or thread."),
    }


def _dead_letter(topic: Topic) -> dict[str, Any]:
    reasons = [reason.value for reason in InboundReason]
    listed: dict[str, Any] = {"enum": reasons} if topic.name in INBOUND_TOPICS else {"examples": ["invalid", "not_json"]}
    headers = {
        envelope.DLQ_REASON: _text("Why it could not be processed.", **listed),
        envelope.DLQ_DETAIL: _text("The same for people; `invalid` carries a JSON pointer to each field."),
        envelope.DLQ_TOPIC: _text("Where it was read.", const=topic.name),
        envelope.DLQ_PARTITION: _text("Partition there.", pattern="^[0-9]+$"),
        envelope.DLQ_OFFSET: _text("Offset there.", pattern="^[0-9]+$"),
        envelope.DLQ_ATTEMPT: _text("How often it was tried; grows when it is replayed.", pattern="^[0-9]+$"),
        envelope.DLQ_SERVICE: _text("The service that refused it."),
        envelope.DLQ_SERVICE_VERSION: _text("Version of the service that refused it."),
    }
    shortened = {
        envelope.DLQ_SHORTENED: _text("Bytes of the value, where that was more than any topic takes: its beginning is here.", pattern="^[0-9]+$")
    }
    return {
        "name": f"klantstroom.{topic.dlq}",
        "title": f"Dead letter of {topic.name}",
        "summary": "The original bytes and headers, with the reason beside them; can be replayed.",
        "contentType": "application/octet-stream",
        "headers": {"type": "object", "properties": headers | shortened, "required": list(headers)},
        "payload": {"description": "The original bytes, unchanged."},
        "bindings": _key_binding("The original key."),
    }


def _slug(name: str) -> str:
    return name.replace(" ", "-")


def _operation(action: str, who: str, channel: str, messages: list[str]) -> dict[str, Any]:
    return {
        "action": action,
        "channel": _ref("channels", channel),
        "summary": f"{who} {'writes' if action == 'send' else 'reads'} {channel}.",
        "tags": [{"name": who}],
        "messages": [_ref("channels", channel, "messages", message) for message in messages],
    }


def _topic_configuration(retention_hours: int) -> dict[str, Any]:
    return {"cleanup.policy": ["delete"], "retention.ms": retention_hours * 3_600_000, "max.message.bytes": MAX_RECORD_BYTES}


def _channel(topic: Topic) -> dict[str, Any]:
    kafka: dict[str, Any] = {"topic": topic.name}
    if topic.partitions is not None:
        kafka["partitions"] = topic.partitions
    kafka["topicConfiguration"] = _topic_configuration(topic.retention_hours)
    kafka["bindingVersion"] = _KAFKA_BINDING
    said = [f"Written by {', '.join(topic.writers)}; read by {', '.join(topic.readers)}."]
    said.append("Keyed by anything stable per sender or thread." if topic.key is None else f"Keyed by `{topic.key}`: one partition, in order.")
    if topic.partitions is None:
        said.append("The deployment chooses the number of partitions.")
    if topic.transactional:
        said.append("Written in Kafka transactions: read it with `isolation.level=read_committed` and each event is seen exactly once.")
    if topic.dead_letters:
        said.append(f"What a reader refuses goes to `{topic.dlq}`.")
    if topic.name in INBOUND_TOPICS:
        said.append(f"Values above {MAX_INBOUND_BYTES} bytes are refused as too_large.")
    messages = {"event": _ref("components", "messages", topic.name)}
    if topic.name in INBOUND_TOPICS:
        messages["platform"] = _ref("components", "messages", "platform-payload")
    return {
        "address": topic.name,
        "title": topic.name,
        "summary": _first_line(topic),
        "description": " ".join(said),
        "servers": [_ref("servers", "kafka")],
        "messages": messages,
        "bindings": {"kafka": kafka},
    }


def _dlq_channel(topic: Topic) -> dict[str, Any]:
    return {
        "address": topic.dlq,
        "title": topic.dlq,
        "summary": f"What could not be processed on {topic.name}, with its reason.",
        "servers": [_ref("servers", "kafka")],
        "messages": {"dead-letter": _ref("components", "messages", topic.dlq)},
        "bindings": {
            "kafka": {"topic": topic.dlq, "topicConfiguration": _topic_configuration(DLQ_RETENTION_HOURS), "bindingVersion": _KAFKA_BINDING},
        },
    }


def asyncapi() -> dict[str, Any]:
    """The AsyncAPI 3.0 document of the whole system."""
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    messages: dict[str, Any] = {"platform-payload": _platform_message()}
    for topic in TOPICS.values():
        channels[topic.name] = _channel(topic)
        messages[topic.name] = _event_message(topic)
        sent = list(channels[topic.name]["messages"])
        for writer in topic.writers:
            operations[f"{_slug(writer)}-sends-{topic.name}"] = _operation("send", writer, topic.name, sent)
        for reader in topic.readers:
            operations[f"{_slug(reader)}-receives-{topic.name}"] = _operation("receive", reader, topic.name, sent)
        if topic.dead_letters:
            channels[topic.dlq] = _dlq_channel(topic)
            messages[topic.dlq] = _dead_letter(topic)
            for reader in topic.readers:
                if reader in OUR_READERS:
                    operations[f"{_slug(reader)}-sends-{topic.dlq}"] = _operation("send", reader, topic.dlq, ["dead-letter"])
    return {
        "asyncapi": "3.0.0",
        "id": "urn:klantstroom",
        "info": {
            "title": "Klantstroom",
            "version": CONTRACT_VERSION,
            "description": (
                "Every message that a customer sends becomes one routed event: answered by the community, by the right agents or by a notice. "
                "Keys and values are UTF-8 (JSON values); events are CloudEvents 1.0 in binary mode. "
                "Fields may be added, never renamed or re-meant: ignore those you do not know."
            ),
        },
        "defaultContentType": "application/json",
        "servers": {
            "kafka": {
                "host": "{bootstrap}",
                "protocol": "kafka",
                "description": "Any of the bootstrap servers in KLANTSTROOM_KAFKA.",
                "variables": {"bootstrap": {"default": "127.0.0.1:9092", "description": "host:port of a broker."}},
            }
        },
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages},
    }


class _Plain(yaml.SafeDumper):
    """YAML without anchors: the same object twice is written twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def json_bytes(value: Any) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def generate() -> dict[str, bytes]:
    """File name → content of everything in `schemas/generated/`."""
    files = {f"{topic.name}.schema.json": json_bytes(value_schema(topic)) for topic in TOPICS.values()}
    files["topics.json"] = json_bytes(topics_table())
    document = yaml.dump(asyncapi(), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=140)
    files["asyncapi.yaml"] = b"# Generated by `python -m schemas.generate`: change the models or the topics table instead.\n" + document.encode()
    return files


def stale(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Names of files in `folder` that are missing, differ from `files` or are no longer generated."""
    there = {path.name: path.read_bytes() for path in folder.glob("*") if path.is_file()}
    return sorted(name for name in there.keys() | files.keys() if there.get(name) != files.get(name))


def write(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Make `folder` hold `files` and nothing else; answers the names that changed."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = stale(folder, files)
    for name in changed:
        if name in files:
            (folder / name).write_bytes(files[name])
        else:
            (folder / name).unlink()
    return changed


def main() -> int:
    changed = write(GENERATED, generate())
    print("\n".join(f"wrote {name}" for name in changed) or "schemas/generated/ is up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())
