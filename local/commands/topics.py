"""`klantstroom topics list` and `create`."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from local.commands.address import reach
from local.commands.output import AsJson, print_json, print_table, say
from local.system import SystemSettings

app = typer.Typer(no_args_is_help=True, help="List or create the topics.")


@app.command("list")
def list_topics(as_json: AsJson = False) -> None:
    """Topics of the system: partitions, records kept, key, who writes and who reads."""
    rows = asyncio.run(_describe(reach().kafka))
    if as_json:
        print_json(rows)
    else:
        columns = ("topic", "partitions", "records", "key", "writers", "readers")
        print_table(columns, [[", ".join(row[c]) if isinstance(row[c], list) else row[c] for c in columns] for row in rows])


async def _describe(bootstrap: str) -> Sequence[dict[str, Any]]:
    from local.reading import reader
    from schemas.topics import TOPICS

    known = {name for topic in TOPICS.values() for name in ((topic.name, topic.dlq) if topic.dead_letters else (topic.name,))}
    rows = []
    async with reader(bootstrap) as kept:
        for name in sorted(kept.partitions.keys() | known):
            if name.startswith("__"):
                continue
            places = kept.places([name]) if name in kept.partitions else []
            ends, begins = (await kept.consumer.end_offsets(places), await kept.consumer.beginning_offsets(places)) if places else ({}, {})
            topic = TOPICS.get(name)
            rows.append(
                {
                    "topic": name,
                    "partitions": len(places),
                    # Offsets: the marks of transactions are counted too.
                    "records": sum(ends[place] - begins[place] for place in places),
                    "key": (topic.key or "any") if topic else ("original" if name.endswith("-dlq") else None),
                    "writers": list(topic.writers) if topic else [],
                    "readers": list(topic.readers) if topic else [],
                }
            )
    return rows


@app.command("create")
def create_topics(
    partitions: Annotated[int | None, typer.Option(min=1, max=512, help="Of topics without a fixed number; default KLANTSTROOM_PARTITIONS.")] = None,
    as_json: AsJson = False,
) -> None:
    """Create all topics that are not there yet, dead-letter topics included. Existing ones stay as they are."""
    from local import topics

    made = asyncio.run(topics.create(reach().kafka, topics.wanted(partitions or SystemSettings().partitions)))
    if as_json:
        print_json({"created": list(made)})
    else:
        say(f"{len(made)} topics created" + (f": {', '.join(made)}" if made else "; all were there"))
