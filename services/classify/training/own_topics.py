"""A company's own topic model from a table of texts and topics."""

import csv
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from schemas.messages.labels import Emotion, Kind, Sentiment, Urgency
from services.classify.adapters import model_files
from services.classify.domain import dense
from services.classify.domain.classifier import OTHER
from services.classify.domain.dense import Dense
from services.classify.domain.features import PLACES
from services.classify.domain.text import looked_at
from services.classify.training import card, fit, scope

#: Folds of cross-validation; fewer where there are so many texts that it takes long and matters little.
MOST_FOLDS, FEW_FOLDS, MANY_TEXTS = 5, 3, 5_000
#: Fewest texts of a topic: one for each of two folds.
LEAST_TEXTS = 2
MAX_TOPIC_CHARACTERS = 100
#: Of the word model and of the vector model: inverse of the penalty. Both chosen on the dev split of banking77.
STRENGTH, VECTOR_STRENGTH = 1.0, 30.0
#: Of the heads of other labels, as the default model's are fitted.
OTHER_STRENGTH = 0.3
#: How far rare topics are lifted, see `fit.fit_head`.
BALANCE = 0.5
#: The words' shares in the mixture that are tried, the best guess first.
SHARES = (0.4, 0.5, 0.3, 0.6, 0.2)
#: How often the words alone must be right for the vector not to be asked.
SURE, NEVER_SURE = 0.995, 1.01
#: Score of a class that a fold has not seen.
NEVER_SEEN = -30.0
#: Below every scope: nothing is out of it.
LOWEST = -1e6
#: Training texts whose vectors are kept, at most: 8 MB.
MOST_NEIGHBOURS = 20_000
EMBEDDED_AT_A_TIME = 2_000

Rows = NDArray[np.int64]
#: Largest field of the table, in characters: that of a message.
csv.field_size_limit(200_000)


#: Columns that a table may have beside, and their values in alphabetical order.
OTHER_LABELS: Mapping[str, tuple[str, ...]] = {
    "sentiment": tuple(sorted(Sentiment)),
    "emotion": tuple(sorted(Emotion)),
    "urgency": tuple(sorted(Urgency)),
    "personal": ("no", "yes"),
    "kind": tuple(sorted(Kind)),
}
#: Fewest texts of each value from which a column makes a head of its own; with fewer the default model goes on telling that label.
LEAST_OF_A_VALUE = 20


class TableUnusable(Exception):
    """A training table cannot be used; the message is one line that says why."""


class Table(NamedTuple):
    texts: list[str]
    topics: list[str]
    #: Rows left out: the same text again with the same topic.
    duplicates: int
    #: Texts that stand there with different topics; all of their rows are kept out.
    contradictions: int
    #: Rows without a text or a topic.
    empty: int
    #: Other labels that the table has a column of: label → the value of each text, empty where it has none.
    others: Mapping[str, list[str]] = {}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def read_table(path: Path) -> Table:
    """The rows of a CSV file with the columns text and topic, and any of `OTHER_LABELS`, in UTF-8. Raises TableUnusable."""
    try:
        content = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableUnusable(f"{path} is not UTF-8: byte {error.start} ({error.object[error.start]:#04x}); save it as CSV in UTF-8") from None
    except OSError as error:
        raise TableUnusable(f"{path} cannot be read: {error.strerror}") from None
    reader = csv.DictReader(content.splitlines(keepends=True))
    try:
        names = [name.strip().lower() for name in reader.fieldnames or []]
        missing = [name for name in ("text", "topic") if name not in names]
        if missing:
            raise TableUnusable(f"{path} has no column {' and no column '.join(missing)}; it has {', '.join(names) or 'nothing'}")
        others = [name for name in OTHER_LABELS if name in names]
        rows = []
        for row in reader:
            values = {name: (row.get(_named(reader, name)) or "").strip() for name in ("topic", *others)}
            wrong = next((name for name in others if values[name] and values[name] not in OTHER_LABELS[name]), None)
            if wrong is not None:
                legal = ", ".join(OTHER_LABELS[wrong])
                raise TableUnusable(f"{path}, line {reader.line_num}: {wrong} is {values[wrong][:40]!r}; it is one of {legal}, or empty")
            rows.append((row.get(_named(reader, "text")) or "", values))
    except csv.Error as error:
        raise TableUnusable(f"{path}, line {reader.line_num}: {error}") from None
    filled = [(text, values) for text, values in rows if text.strip() and values["topic"]]
    long = next((values["topic"] for _, values in filled if len(values["topic"]) > MAX_TOPIC_CHARACTERS), None)
    if long is not None:
        raise TableUnusable(f"{path} has a topic of {len(long)} characters; at most {MAX_TOPIC_CHARACTERS} are taken")
    topics_of: dict[str, set[str]] = {}
    for text, values in filled:
        topics_of.setdefault(_plain(text), set()).add(values["topic"])
    kept: dict[str, tuple[str, dict[str, str]]] = {}
    duplicates = 0
    for text, values in filled:
        plain = _plain(text)
        if len(topics_of[plain]) > 1:
            continue
        if plain in kept:
            duplicates += 1
            continue
        kept[plain] = (text, values)
    contradictions = sum(len(found) > 1 for found in topics_of.values())
    texts = [text for text, _ in kept.values()]
    columns = {name: [values[name] for _, values in kept.values()] for name in ("topic", *others)}
    return Table(
        texts, columns["topic"], duplicates, contradictions, len(rows) - len(filled), {name: columns[name] for name in others if any(columns[name])}
    )


def _named(reader: "csv.DictReader[str]", name: str) -> str:
    return next(found for found in reader.fieldnames or [] if found.strip().lower() == name)


class Trained(NamedTuple):
    version: str
    report: card.HeadReport
    #: Share of the texts in scope that get a topic at the edges, and how often it is the right one.
    answered: float
    right: float
    #: Share of the rows with topic other that are found out of scope; None where there are none.
    out_of_scope_recall: float | None
    #: The same of topics left out of training; None where the table's own rows were enough.
    strangers_found: float | None
    #: Share of the texts for which the words alone are sure enough.
    by_words: float
    #: Groups of texts that are nearly the same; each was kept within one fold.
    near_duplicates: int
    #: Of the labels that the table's other columns were enough for.
    others: tuple[card.HeadReport, ...] = ()


@dataclass(frozen=True, slots=True)
class _Material:
    """What the texts are to the two models."""

    features: csr_matrix
    vectors: NDArray[np.float32]
    labels: NDArray[np.str_]
    seed: int

    def words(self, train: Rows, judged: Rows, classes: Sequence[str]) -> NDArray[np.float64]:
        """(judged, classes) scores of a word model that was fitted on `train`; classes that it never saw score lowest."""
        fitted = fit.fit_head(self.features[train], list(self.labels[train]), np.ones(len(train)), strength=STRENGTH, balance=BALANCE, seed=self.seed)
        return _spread(fitted.scores(self.features[judged]), fitted.classes, classes)

    def by_vector(self, train: Rows, judged: Rows, classes: Sequence[str]) -> NDArray[np.float64]:
        """(judged, classes) log-probabilities of a vector model that was fitted on `train`."""
        model = _vector_model(self.vectors[train], self.labels[train])
        return _spread(dense.log_softmax(model.scores(self.vectors[judged])), model.classes, classes)


def _spread(found: NDArray[Any], own: Sequence[str], classes: Sequence[str]) -> NDArray[np.float64]:
    spread = np.full((len(found), len(classes)), NEVER_SEEN, dtype=np.float64)
    spread[:, [classes.index(name) for name in own]] = found
    return spread


def _vector_model(vectors: NDArray[np.float32], labels: NDArray[np.str_]) -> fit.Fitted:
    model = LogisticRegression(C=VECTOR_STRENGTH, max_iter=300).fit(vectors, labels)
    return fit.fitted_of(model.classes_, model.coef_, model.intercept_)


def _cosines(vectors: NDArray[np.float32], neighbours: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.concatenate([dense.nearest(vectors[start : start + 512], neighbours) for start in range(0, len(vectors), 512)]).astype(np.float64)


def train(table: Table, out: Path, seed: int, embed: dense.Embed, encoder: str, said: Callable[[str], None], strange: float | None = None) -> Trained:
    """Cross-validate, calibrate, find the edge of scope, fit on all rows and write the model to `out`. Raises TableUnusable.

    `embed` makes the vectors, and `encoder` names what made them. `strange` is the share of messages about none of the topics that is to be
    expected; None: guessed from the table.
    """
    counts = Counter(table.topics)
    in_scope = sorted(name for name in counts if name != OTHER)
    if len(in_scope) < 2:
        raise TableUnusable(f"at least two topics beside '{OTHER}' are needed; the table has {', '.join(in_scope) or 'none'}")
    rare = [name for name in in_scope if counts[name] < LEAST_TEXTS]
    if rare:
        raise TableUnusable(f"at least {LEAST_TEXTS} different texts are needed for each topic; too few: {', '.join(rare[:5])}")
    raw = fit.raw_matrix(table.texts)
    space = fit.space_of(raw, 1)
    said(f"reading {len(table.texts)} texts")
    material = _Material(fit.matrix(raw, space), _embedded(table.texts, embed, said), np.array(table.topics), seed)
    everything = np.arange(len(table.texts))
    whole = fit.fit_head(material.features, table.topics, np.ones(len(everything)), strength=STRENGTH, balance=BALANCE, seed=seed)
    classes = whole.classes
    groups = [fingerprint(text) for text in table.texts]
    folds = _folds(table.topics, groups, MOST_FOLDS if len(everything) < MANY_TEXTS else FEW_FOLDS)
    words, vector = np.zeros((len(everything), len(classes))), np.zeros((len(everything), len(classes)))
    near = np.zeros(len(everything))
    for fold in sorted(set(folds.tolist())):
        inside, judged = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        words[judged] = material.words(inside, judged, classes)
        vector[judged] = material.by_vector(inside, judged, classes)
        near[judged] = _cosines(material.vectors[judged], material.vectors[inside])
        said(f"cross-validated {fold + 1} of {int(folds.max()) + 1}")

    numbers = np.array([classes.index(name) for name in table.topics])
    of_words, of_vector = fit.temperature_of(words, numbers), fit.temperature_of(vector, numbers)
    by_words, vector = dense.log_softmax(words / of_words), dense.log_softmax(vector / of_vector)
    share, temperature = _blend(by_words, vector, numbers)
    mixed = dense.mixture(by_words, vector, share, temperature)
    report = card.report_of("topic", classes, np.exp(mixed), numbers, f"the table, {int(folds.max()) + 1}-fold cross-validated")

    stranger = numbers == (classes.index(OTHER) if OTHER in classes else -1)
    predicted = mixed.argmax(axis=1)
    own = scope.Seen(dense.scope(mixed, near), (predicted == numbers) & ~stranger, stranger)
    enough = int(stranger.sum()) >= scope.ENOUGH_ROWS
    if strange is None:
        strange = scope.expected(len(everything), len(in_scope), int(stranger.sum()))
    judged_by = own if enough else _with_topics_left_out(material, table.topics, folds, share, temperature, (of_words, of_vector), seed)
    if not enough:
        said("topics left out and asked for")
    kept = scope.share_kept(judged_by, strange)
    edge = _edge(own, kept)
    ask_from = _ask_from(np.exp(by_words).max(axis=1), by_words.argmax(axis=1) == numbers)

    others = {name: _other(name, values, material, folds, said) for name, values in table.others.items()}
    told = {name: found for name, found in others.items() if found is not None}
    neighbours = material.vectors if len(everything) <= MOST_NEIGHBOURS else material.vectors[_spaced(len(everything), MOST_NEIGHBOURS)]
    final = _vector_model(material.vectors, material.labels)
    # The temperature of the vectors' part lives in its weights.
    coefficients, bias = final.weights / np.float32(of_vector), final.bias / np.float32(of_vector)
    vectors = Dense(encoder, coefficients, bias, share, temperature, ask_from, np.full(len(classes), edge, dtype=np.float32), neighbours)

    asked = np.exp(by_words).max(axis=1) < ask_from
    answered = ~asked | (own.scope >= edge)
    if OTHER in classes:
        answered &= predicted != classes.index(OTHER)
    known = ~stranger
    strangers = judged_by.stranger if not enough else np.zeros(0, dtype=np.bool_)
    trained = Trained(
        version="",
        report=report,
        answered=float(answered[known].mean()),
        right=float((predicted == numbers)[known & answered].mean()) if (known & answered).any() else 0.0,
        out_of_scope_recall=float((~answered[stranger]).mean()) if stranger.any() else None,
        strangers_found=float((judged_by.scope[strangers] < _edge(judged_by, kept)).mean()) if strangers.any() else None,
        by_words=float((~asked).mean()),
        near_duplicates=sum(count > 1 for count in Counter(groups).values()),
        others=tuple(found.report for found in told.values()),
    )
    heads, arrays = fit.packed(
        space,
        {"topic": whole} | {name: found.fitted for name, found in told.items()},
        {"topic": of_words} | {name: found.temperature for name, found in told.items()},
        {},
        np.zeros(PLACES, dtype=np.uint8),
    )
    version = model_files.save(
        out,
        "topics",
        heads,
        arrays,
        _card(table, trained, seed),
        dense=vectors,
        seen=np.unique(np.array(groups, dtype=np.uint64)),
        pictures={"confusion.svg": card.confusion_picture(classes, predicted, numbers)},
    )
    return trained._replace(version=version)


class _Other(NamedTuple):
    fitted: fit.Fitted
    temperature: float
    report: card.HeadReport


def _other(name: str, values: Sequence[str], material: _Material, folds: Rows, said: Callable[[str], None]) -> _Other | None:
    """A head for one of the table's other columns, by words alone; None where the column has too little."""
    labels = np.array(values)
    rows = np.flatnonzero(labels != "")
    counts = Counter(labels[rows].tolist())
    few = [value for value in OTHER_LABELS[name] if counts[value] < LEAST_OF_A_VALUE]
    if few:
        said(f"{name}: fewer than {LEAST_OF_A_VALUE} texts of {', '.join(few)}; the default model goes on telling it")
        return None
    classes = OTHER_LABELS[name]

    def fitted(chosen: Rows) -> fit.Fitted:
        return fit.fit_head(
            material.features[chosen], list(labels[chosen]), np.ones(len(chosen)), strength=OTHER_STRENGTH, balance=BALANCE, seed=material.seed
        )

    scores = np.zeros((len(rows), len(classes)))
    for fold in sorted(set(folds[rows].tolist())):
        judged = folds[rows] == fold
        part = fitted(rows[~judged])
        scores[judged] = _spread(part.scores(material.features[rows[judged]]), part.classes, classes)
    numbers = np.array([classes.index(value) for value in labels[rows]])
    temperature = fit.temperature_of(scores, numbers)
    report = card.report_of(name, classes, fit.softmax(scores, temperature), numbers, "the table, cross-validated")
    said(f"{name}: accuracy {report.accuracy:.3f}, macro F1 {report.macro_f1:.3f} on {len(rows)} texts (cross-validated)")
    return _Other(fitted(rows), temperature, report)


def _edge(seen: scope.Seen, kept: float) -> float:
    """The scope above which `kept` of the right answers lie."""
    return float(np.quantile(seen.scope[seen.right], 1.0 - kept)) if kept < 1.0 and seen.right.any() else LOWEST


def _embedded(texts: Sequence[str], embed: dense.Embed, said: Callable[[str], None]) -> NDArray[np.float32]:
    parts = []
    for start in range(0, len(texts), EMBEDDED_AT_A_TIME):
        parts.append(embed([looked_at(text) for text in texts[start : start + EMBEDDED_AT_A_TIME]]))
        if len(texts) > EMBEDDED_AT_A_TIME:
            said(f"read {min(start + EMBEDDED_AT_A_TIME, len(texts))} of {len(texts)}")
    # As they are kept and asked later: int8.
    return model_files.unpacked(model_files.packed(np.concatenate(parts)))


def _blend(words: NDArray[Any], vector: NDArray[Any], numbers: NDArray[np.int64]) -> tuple[float, float]:
    """The words' share that is right most often, and the temperature that calibrates the mixture."""
    right = [float(((share * words + (1.0 - share) * vector).argmax(axis=1) == numbers).mean()) for share in SHARES]
    share = SHARES[int(np.argmax(right))]
    return share, fit.temperature_of(share * words + (1.0 - share) * vector, numbers)


def _ask_from(confidence: NDArray[Any], right: NDArray[np.bool_]) -> float:
    """Where the words alone, asked no further, are right as often as `SURE` says; above 1 where they never are."""
    order = np.argsort(-confidence)
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero((share >= SURE) & (np.arange(1, len(order) + 1) >= 100))
    return round(float(confidence[order][enough[-1]]), 4) if len(enough) else NEVER_SURE


def _with_topics_left_out(
    material: _Material, topics: Sequence[str], folds: Rows, share: float, temperature: float, single: tuple[float, float], seed: int
) -> scope.Seen:
    """`single` are the temperatures of the word model and of the vector model."""

    def judge(train: Rows, judged: Rows) -> tuple[NDArray[np.float64], NDArray[np.str_]]:
        classes = sorted(set(material.labels[train].tolist()))
        words, vector = material.words(train, judged, classes), material.by_vector(train, judged, classes)
        mixed = dense.mixture(dense.log_softmax(words / single[0]), dense.log_softmax(vector / single[1]), share, temperature)
        return dense.scope(mixed, _cosines(material.vectors[judged], material.vectors[train])), np.array(classes)[mixed.argmax(axis=1)]

    return scope.left_out(topics, folds, judge, seed)


def _spaced(count: int, wanted: int) -> Rows:
    return np.linspace(0, count - 1, wanted).astype(np.int64)


_NOT_A_WORD = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")


def nearly(text: str) -> str:
    """What two texts share that are nearly the same: their words, whatever their order, case, accents, numbers and punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(sorted(set(_NOT_A_WORD.sub(" ", _DIGITS.sub("0", plain)).split()))) or plain.strip()


def fingerprint(text: str) -> int:
    """Eight bytes by which a text, or one nearly the same, is known again; the text cannot be read from them."""
    return int.from_bytes(hashlib.blake2b(nearly(text).encode("utf-8", "replace"), digest_size=8).digest(), "big")


def _folds(topics: Sequence[str], groups: Sequence[int], most: int) -> Rows:
    """Each topic's texts dealt over the folds in an order that hangs on the text alone; texts that are nearly the same share a fold."""
    count = max(2, min(most, min(Counter(topics).values())))
    dealt: Counter[str] = Counter()
    fold_of: dict[int, int] = {}
    for group, topic in sorted(zip(groups, topics, strict=True)):
        if group not in fold_of:
            fold_of[group] = dealt[topic] % count
            dealt[topic] += 1
    return np.array([fold_of[group] for group in groups])


def _card(table: Table, trained: Trained, seed: int) -> str:
    scope_said = (
        "" if trained.out_of_scope_recall is None else f"; {trained.out_of_scope_recall:.1%} of the rows with topic `{OTHER}` are found out of scope"
    )
    strangers = (
        ""
        if trained.strangers_found is None
        else f" Of texts about topics that were left out of training {trained.strangers_found:.1%} are found out of scope."
    )
    return f"""# Model card: {{version}}

A topic model of a company's own, made by `klantstroom model train --seed {seed}` from {len(table.texts)} texts
({table.duplicates} repeated rows, {table.contradictions} texts with contradicting topics and {table.empty} rows without text or topic were left out;
{trained.near_duplicates} groups of texts that are nearly the same stayed within one fold).

{card.figures([trained.report, *trained.others])}

{trained.answered:.1%} of the texts in scope get a topic, which is right in {trained.right:.1%}{scope_said}.{strangers}
For {trained.by_words:.1%} of the texts the words alone are sure enough; for the others a sentence vector is made (all-MiniLM-L6-v2, Apache-2.0).

![which topic was taken for which](confusion.svg)

{card.class_figures(trained.report)}
"""
