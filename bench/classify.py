"""How good and how fast classification is: `python -m bench.classify labels | topics | companies | speed --data ../shared/data`.

- `labels`: the default model on real messages, labelled by hand (`services/classify/evaluation/replay_labels.csv`: ids and labels; nothing was
  trained on them; half of them, `held`, was not looked at while the model was made), and on our own Dutch lines that were held out. With
  `--write docs/labels.md` the figures go into that document, and the picture of what abstaining brings beside it.
- `topics`: `klantstroom model train` on the training part of banking77 and clinc150, judged on their dev part.
- `companies`: small companies' tables, made by drawing some topics and few texts of each from public sets; the other topics are out of scope.
  Beside them stands TF-IDF with logistic regression, with the threshold that keeps 95 % of what it tells rightly in cross-validation.
- `speed`: messages a second of one process, in batches and one by one, default model and a company's own topics beside it.

Intervals are 95 %, by bootstrap over the texts.
"""

import argparse
import csv
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import orjson
import typer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import cohen_kappa_score
from sklearn.model_selection import cross_val_predict

from services.classify.adapters.encoder import Encoder, version
from services.classify.adapters.loading import classifier_of, classifier_with
from services.classify.domain.classifier import OTHER, Classifier, Labelled, Text
from services.classify.training import own_topics
from services.classify.training.corpora import OWN, own_lines
from services.classify.training.fit import calibration_error

ROOT = Path(__file__).resolve().parents[1]
LABELS = ROOT / "services" / "classify" / "evaluation" / "replay_labels.csv"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
NAMES = ("topic", "kind", "urgency", "personal", "sentiment", "emotion")
BATCH = 256
SEED = 20_260


class Judged(NamedTuple):
    wanted: list[str]
    said: list[str]


def value_of(found: Labelled, name: str) -> str:
    value = getattr(found.labels, name)
    return ("yes" if value else "no") if name == "personal" else str(value)


def f1_of(judged: Judged) -> dict[str, float]:
    """F1 of each class that is wanted somewhere."""
    found = {}
    for name in sorted(set(judged.wanted)):
        right = sum(one == two == name for one, two in zip(judged.wanted, judged.said, strict=True))
        found[name] = 2 * right / (judged.wanted.count(name) + judged.said.count(name))
    return found


def macro_f1(judged: Judged) -> float:
    return float(np.mean(list(f1_of(judged).values())))


def accuracy(judged: Judged) -> float:
    return float(np.mean([one == two for one, two in zip(judged.wanted, judged.said, strict=True)]))


def interval(judged: Judged, figure: Callable[[Judged], float], rounds: int = 300) -> tuple[float, float]:
    chance = np.random.default_rng(1)
    values = []
    for _ in range(rounds):
        rows = chance.integers(0, len(judged.wanted), len(judged.wanted))
        values.append(figure(Judged([judged.wanted[row] for row in rows], [judged.said[row] for row in rows])))
    return float(np.quantile(values, 0.025)), float(np.quantile(values, 0.975))


def _told(classifier: Classifier, texts: Sequence[str]) -> list[Labelled]:
    return [found for start in range(0, len(texts), BATCH) for found in classifier.label([Text(text) for text in texts[start : start + BATCH]])]


def _figures(judged: Judged) -> str:
    low, high = interval(judged, macro_f1)
    by_class = ", ".join(f"{name} {value:.2f}" for name, value in f1_of(judged).items())
    return f"{len(judged.wanted)} | {accuracy(judged):.3f} | {macro_f1(judged):.3f} | {low:.2f} to {high:.2f} | {by_class}"


def labels(data: Path, model: Path | None, write: Path | None) -> None:
    classifier = classifier_with(model)
    with (data / "replay" / "support_tweets.jsonl").open("rb") as lines:
        texts = {message["id"]: message["text"] for message in map(orjson.loads, lines)}
    with LABELS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    first = {row["id"]: row for row in reversed(rows)}
    real = [row for row in first.values() if row["language"] == "en"]
    found = dict(zip((row["id"] for row in real), _told(classifier, [texts[row["id"]] for row in real]), strict=True))
    parts = [
        "| label | on | texts | accuracy | macro F1 | 95 % | F1 by class |",
        "|---|---|---:|---:|---:|---|---|",
    ]
    dutch = [example for example in own_lines() if example.corpus == OWN and example.language == "nl" and example.part == "held"]
    of_dutch = _told(classifier, [example.text for example in dutch])
    for name in NAMES:
        for part in ("held", "steered"):
            chosen = [row for row in real if row["part"] == part]
            judged = Judged([row[name] for row in chosen], [value_of(found[row["id"]], name) for row in chosen])
            parts.append(f"| {name} | real, {part} | {_figures(judged)} |")
        judged = Judged([example.labels[name] for example in dutch], [value_of(one, name) for one in of_dutch])
        parts.append(f"| {name} | Dutch, synthetic, held | {_figures(judged)} |")
    held = [row for row in real if row["part"] == "held"]
    curve = _abstaining([(row["topic"], found[row["id"]]) for row in held])
    in_dutch = _abstaining([(example.labels["topic"], one) for example, one in zip(dutch, of_dutch, strict=True)])
    parts += [
        "",
        f"Calibration error of the topic (ten bins): real, held {_ece([row['topic'] for row in held], [found[row['id']] for row in held]):.3f}; "
        f"Dutch, held {_ece([example.labels['topic'] for example in dutch], of_dutch):.3f}. Leaving out the least sure 20 % lifts the topic's "
        f"accuracy from {curve[0][1]:.3f} to {_at(curve, 0.8):.3f} on real messages, from {in_dutch[0][1]:.3f} "
        f"to {_at(in_dutch, 0.8):.3f} on Dutch lines:",
        "",
        "![accuracy of the topic among the surest](abstaining.svg)",
        "",
        _agreement(rows),
    ]
    figures = (
        f"Model `{classifier.version}`. Real: messages to companies, tweets in English. Synthetic: written for this project.\n\n"
        + "\n".join(parts)
        + "\n"
    )
    if write is None:
        typer.echo(figures)
        return
    (write.parent / "abstaining.svg").write_text(_picture({"real, held": curve, "Dutch, held": in_dutch}), encoding="utf-8")
    document = write.read_text(encoding="utf-8")
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    write.write_text(f"{before}{BEGIN}\n{figures}{END}{after}", encoding="utf-8")


def _likeliest(found: Labelled) -> str:
    return value_of(found, "topic")


def _ece(wanted: Sequence[str], found: Sequence[Labelled]) -> float:
    """Of the topics that are said; where the model abstains, it claims nothing."""
    said = [(topic, one) for topic, one in zip(wanted, found, strict=True) if _likeliest(one) != OTHER]
    confidence = np.array([one.labels.topic_confidence for _, one in said])
    right = np.array([topic == _likeliest(one) for topic, one in said])
    return calibration_error(np.column_stack([confidence, 1.0 - confidence]), np.where(right, 0, 1)) if len(said) else 0.0


def _abstaining(pairs: Sequence[tuple[str, Labelled]]) -> list[tuple[float, float]]:
    """(share told, accuracy among them), from all down to the surest tenth."""
    order = sorted(pairs, key=lambda pair: -pair[1].labels.topic_confidence)
    right = np.cumsum([topic == _likeliest(one) for topic, one in order])
    shares = [1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]
    return [(share, float(right[max(0, int(share * len(order)) - 1)] / max(1, int(share * len(order))))) for share in shares]


def _at(curve: Sequence[tuple[float, float]], share: float) -> float:
    return next(value for told, value in curve if told == share)


def _picture(curves: dict[str, list[tuple[float, float]]]) -> str:
    width, height, left, bottom = 560, 320, 50, 40

    def place(share: float, value: float) -> str:
        return f"{left + (1 - share) * (width - left - 20):.1f},{height - bottom - (value - 0.4) / 0.6 * (height - bottom - 20):.1f}"

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"',
        ' font-family="sans-serif" font-size="11">',
    ]
    lines.append('<rect width="100%" height="100%" fill="white"/>')
    for value in (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0):
        x, y = place(1.0, value).split(",")
        lines.append(f'<text x="{float(x) - 8}" y="{float(y) + 4}" text-anchor="end">{value:.1f}</text>')
        lines.append(f'<line x1="{x}" x2="{width - 20}" y1="{y}" y2="{y}" stroke="#ddd"/>')
    for share in (1.0, 0.8, 0.6, 0.4, 0.2):
        x, _ = place(share, 0.4).split(",")
        lines.append(f'<text x="{x}" y="{height - bottom + 16}" text-anchor="middle">{share:.0%}</text>')
    for (name, curve), colour in zip(curves.items(), ("#0b5cad", "#b54708"), strict=True):
        points = " ".join(place(share, max(0.4, value)) for share, value in curve)
        x, y = place(*curve[-1]).split(",")
        lines.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        lines.append(f'<text x="{float(x) - 4}" y="{float(y) - 6}" text-anchor="end" fill="{colour}">{name}</text>')
    lines.append(
        f'<text x="{width / 2}" y="{height - 6}" text-anchor="middle">share of messages that are told a topic, the surest first</text></svg>'
    )
    return "\n".join(lines) + "\n"


def _agreement(rows: Sequence[dict[str, str]]) -> str:
    """Cohen's kappa between readers, where several labelled the same messages."""
    by_reader: dict[str, dict[str, dict[str, str]]] = {}
    for row in rows:
        by_reader.setdefault(row["reader"], {})[row["id"]] = row
    readers = sorted(by_reader)
    shared = sorted(set.intersection(*(set(found) for found in by_reader.values())))
    said = []
    for name in NAMES:
        kappas = [
            cohen_kappa_score([by_reader[one][identity][name] for identity in shared], [by_reader[two][identity][name] for identity in shared])
            for index, one in enumerate(readers)
            for two in readers[index + 1 :]
        ]
        said.append(f"{name} {np.mean(kappas):.2f}")
    return f"Readers agree (Cohen's kappa, {len(shared)} messages labelled by {len(readers)}): {', '.join(said)}."


def _public(data: Path, name: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Training and dev part of a public set; what is out of scope has the topic `other`."""
    with (data / "topics" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["text"], OTHER if row["topic"] == "oos" else row["topic"], row["split"]) for row in csv.DictReader(file)]
    return [(text, topic) for text, topic, split in rows if split != "dev"], [(text, topic) for text, topic, split in rows if split == "dev"]


def _trained(rows: Sequence[tuple[str, str]], folder: Path, embed: Any) -> tuple[own_topics.Trained, float]:
    path = folder / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("text", "topic"), *rows])
    began = time.monotonic()
    trained = own_topics.train(own_topics.read_table(path), folder / "model", SEED, embed, version(), lambda line: None)
    return trained, time.monotonic() - began


def topics(data: Path) -> None:
    for name in ("banking77", "clinc150"):
        train, dev = _public(data, name)
        with tempfile.TemporaryDirectory() as folder:
            trained, seconds = _trained(train, Path(folder), Encoder().embed)
            found = _told(classifier_of(topics=Path(folder) / "model"), [text for text, _ in dev])
        said = Judged([topic for _, topic in dev], [_likeliest(one) for one in found])
        inside = [(topic, one) for topic, one in zip(*said, strict=True) if topic != OTHER]
        outside = [one for topic, one in zip(*said, strict=True) if topic == OTHER]
        judged = Judged([topic for topic, _ in inside], [one for _, one in inside])
        low, high = interval(judged, accuracy)
        line = f"{name}: {len(train)} texts trained in {seconds:.0f} s; dev in scope {accuracy(judged):.3f} ({low:.3f} to {high:.3f})"
        if outside:
            line += f", out of scope found {np.mean([one == OTHER for one in outside]):.3f} of {len(outside)}"
        line += f"; calibration error {_ece(said.wanted, found):.3f}; {trained.by_words:.0%} told by words alone"
        typer.echo(line)


def companies(data: Path) -> None:
    """In scope and out of scope, ours against TF-IDF with logistic regression."""
    encoder = Encoder()
    typer.echo("company | texts | ours in scope | found out of scope | TF-IDF in scope | found out of scope")
    for name, count, each, seed in (
        ("banking77", 25, 20, 1),
        ("banking77", 45, 9, 2),
        ("clinc150", 28, 21, 3),
        ("clinc150", 59, 8, 4),
        ("clinc150", 40, 14, 5),
        ("multidogo", 21, 16, 6),
    ):
        train, test = _company(data, name, count, each, seed)
        wanted = np.array([topic for _, topic in test])
        with tempfile.TemporaryDirectory() as folder:
            _trained(train, Path(folder), encoder.embed)
            ours = np.array([_likeliest(one) for one in _told(classifier_of(topics=Path(folder) / "model"), [text for text, _ in test])])
        theirs = _plain(train, [text for text, _ in test])
        inside = wanted != OTHER
        cells = [f"{(said == wanted)[inside].mean():.3f} | {(said == OTHER)[~inside].mean():.3f}" for said in (ours, theirs)]
        typer.echo(f"{name}, {count} topics | {len(train)} | {cells[0]} | {cells[1]}")


def _company(data: Path, name: str, count: int, each: int, seed: int) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    with (data / "topics" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["text"], row["topic"] if "topic" in row else row["intent"]) for row in csv.DictReader(file)]
    chance = np.random.default_rng(seed)
    names = sorted({topic for _, topic in rows if topic != "oos"})
    chosen = set(chance.permutation(names)[:count].tolist())
    train, test = [], []
    for topic in sorted(chosen):
        own = [row for row in rows if row[1] == topic]
        chance.shuffle(own)
        size = int(np.clip(chance.lognormal(np.log(each), 0.7), 4, len(own) // 2))
        train += [(text, topic) for text, _ in own[:size]]
        test += [(text, topic) for text, _ in own[size : size + 40]]
    outside = [(text, OTHER) for text, topic in rows if topic not in chosen]
    chance.shuffle(outside)
    return train, test + [(str(text), OTHER) for text, _ in outside[: len(test)]]


def _plain(train: Sequence[tuple[str, str]], texts: Sequence[str]) -> Any:
    vectors = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    features, names = vectors.fit_transform([text for text, _ in train]), np.array([topic for _, topic in train])
    model = LogisticRegression(C=10, max_iter=400)
    told = cross_val_predict(model, features, names, cv=3, method="predict_proba")
    classes = np.unique(names)
    threshold = np.quantile(told.max(axis=1)[classes[told.argmax(axis=1)] == names], 0.05)
    asked = model.fit(features, names).predict_proba(vectors.transform(texts))
    return np.where(asked.max(axis=1) >= threshold, model.classes_[asked.argmax(axis=1)], OTHER)


def speed(data: Path) -> None:
    with (data / "replay" / "support_tweets.jsonl").open("rb") as lines:
        texts = [Text(message["text"]) for message in map(orjson.loads, lines)]
    with tempfile.TemporaryDirectory() as folder:
        train, _ = _public(data, "clinc150")
        _trained(train[::6], Path(folder), Encoder().embed)
        ways = {"default model": classifier_of(), "with a company's topics (clinc150)": classifier_of(topics=Path(folder) / "model")}
        for name, classifier in ways.items():
            many = 10_000 if name == "default model" else 2_000
            began = time.process_time()
            for start in range(0, many, BATCH):
                classifier.label(texts[start : start + BATCH])
            rate = many / (time.process_time() - began)
            singles = []
            for one in texts[many : many + 2_000]:
                began_one = time.perf_counter()
                classifier.label([one])
                singles.append(time.perf_counter() - began_one)
            typer.echo(
                f"{name}: {rate:,.0f} messages/s of processor time in batches of {BATCH}; "
                f"one by one p50 {np.quantile(singles, 0.5) * 1e3:.2f} ms, p99 {np.quantile(singles, 0.99) * 1e3:.2f} ms"
            )
    with Path("/proc/self/status").open() as status:
        typer.echo(next(line.strip() for line in status if line.startswith("VmHWM")))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.classify", description="How good and how fast classification is.")
    parser.add_argument("what", choices=("labels", "topics", "companies", "speed"))
    parser.add_argument("--data", type=Path, required=True, help="Folder with topics/ and replay/.")
    parser.add_argument("--model", type=Path, help="Another model than the default one, for labels.")
    parser.add_argument("--write", type=Path, help="Document with the markers between which the figures go, for labels.")
    chosen = parser.parse_args(arguments)
    if chosen.what == "labels":
        labels(chosen.data, chosen.model, chosen.write)
    else:
        {"topics": topics, "companies": companies, "speed": speed}[chosen.what](chosen.data)


if __name__ == "__main__":
    main(sys.argv[1:])
