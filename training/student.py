"""Trains the convolution: `python -m training.student --data ../shared/data --teacher teacher.npz --out windows.npz`.

It learns the labels that a text has, and where a text has none the opinion of `teacher`. What it is stands in `domain.convolution`; the file that it
writes goes to `services.classify.train --convolution`. Needs the packages of requirements-train.lock, which the services do not.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from services.classify.domain.classifier import Text, model_tokens
from services.classify.domain.features import token_features
from services.classify.train import collect, log
from services.classify.training.corpora import OWN, REVIEWS, Example

#: label → classes in alphabetical order, as the linear heads have them.
CLASSES = {
    "topic": (
        "account_access",
        "billing",
        "contract",
        "delivery",
        "feedback",
        "other",
        "outage",
        "payment",
        "product_question",
        "returns",
        "technical_problem",
    ),
    "sentiment": ("negative", "neutral", "positive"),
    "emotion": ("anger", "fear", "joy", "none", "sadness"),
    "urgency": ("high", "low", "normal"),
    "personal": ("no", "yes"),
    "kind": ("complaint", "idea", "other", "praise", "question"),
}

ROWS, DIMENSIONS, FILTERS = 1 << 17, 48, 192
EPOCHS, BATCH = 4, 64
TABLE_RATE, RATE = 0.01, 0.002
WORD_DROPOUT, DROPOUT = 0.15, 0.3
SMOOTHING = 0.05
MOST_TOKENS = 120
#: What a line of our own and a public text count.
OWN_WEIGHT, PUBLIC_WEIGHT, BRIDGED_WEIGHT, OPINION_WEIGHT = 2.0, 0.5, 0.2, 0.5


class Vocabulary:
    """Tokens as numbers from 1, and the features of each; 0 is the edge of a text."""

    def __init__(self) -> None:
        self._number_of: dict[str, int] = {}
        self._rows: list[NDArray[Any]] = []
        self._weights: list[NDArray[Any]] = []

    def read(self, text: str) -> list[int]:
        return [self._number(token) for token in model_tokens(Text(text))[:MOST_TOKENS]]

    def _number(self, token: str) -> int:
        number = self._number_of.get(token)
        if number is None:
            found = token_features(token)
            self._rows.append(found.places & (ROWS - 1))
            self._weights.append(found.weights / found.weights.sum())
            number = self._number_of[token] = len(self._rows)
        return number

    def features(self, numbers: NDArray[np.int64]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Rows, weights and first places of the features of some tokens, as `EmbeddingBag` takes them."""
        rows = [self._rows[number - 1] for number in numbers.tolist()]
        starts = np.concatenate([[0], np.cumsum([len(one) for one in rows])[:-1]])
        weights = np.concatenate([self._weights[number - 1] for number in numbers.tolist()])
        return torch.from_numpy(np.concatenate(rows)), torch.from_numpy(weights), torch.from_numpy(starts)


class Student(torch.nn.Module):
    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        self.table = torch.nn.EmbeddingBag(ROWS, DIMENSIONS, mode="sum", sparse=True)
        torch.nn.init.normal_(self.table.weight, std=0.5)
        self.windows = torch.nn.Linear(DIMENSIONS, 3 * FILTERS, bias=False)
        self.bias = torch.nn.Parameter(torch.zeros(FILTERS))
        self.out = torch.nn.Linear(2 * FILTERS, sum(map(len, CLASSES.values())))
        self.dropout = torch.nn.Dropout(DROPOUT)

    def forward(self, texts: Sequence[Sequence[int]]) -> torch.Tensor:
        numbers = np.zeros((len(texts), max(1, *map(len, texts)) + 2), dtype=np.int64)
        for row, text in enumerate(texts):
            numbers[row, 1 : 1 + len(text)] = text
        distinct, place = np.unique(numbers, return_inverse=True)
        rows, weights, starts = self.vocabulary.features(distinct[1:])
        words = functional.dropout(self.table(rows, starts, per_sample_weights=weights), WORD_DROPOUT, self.training)
        projected = torch.cat([torch.zeros(1, DIMENSIONS), words]) @ self.windows.weight.T
        at = torch.from_numpy(place.reshape(numbers.shape))
        before, here, after = projected[:, :FILTERS], projected[:, FILTERS : 2 * FILTERS], projected[:, 2 * FILTERS :]
        mask = torch.from_numpy((numbers[:, 1:-1] > 0).astype(np.float32)).unsqueeze(-1)
        windows = torch.relu(before[at[:, :-2]] + here[at[:, 1:-1]] + after[at[:, 2:]] + self.bias) * mask
        mean = windows.sum(1) / mask.sum(1).clamp(min=1)
        scores: torch.Tensor = self.out(self.dropout(torch.cat([windows.amax(1), mean], dim=1)))
        return scores


def _weight(example: Example) -> float:
    if "bridged" in example.corpus:
        return BRIDGED_WEIGHT
    return OWN_WEIGHT if example.corpus in (OWN, REVIEWS) else PUBLIC_WEIGHT


def train(examples: Sequence[Example], opinions: Mapping[str, Any], seed: int) -> Student:
    """`opinions` are the arrays of `teacher`: texts, and (texts, classes) of each label."""
    torch.manual_seed(seed)
    row_of = {text: row for row, text in enumerate(opinions["texts"].tolist())}
    texts = [example for example in examples if example.labels or example.text in row_of]
    vocabulary = Vocabulary()
    read = [vocabulary.read(example.text) for example in texts]
    weights = np.array([_weight(example) for example in texts], dtype=np.float32)
    told = np.array([row_of.get(example.text, -1) for example in texts])
    truth = {
        name: np.array([classes.index(label) if (label := example.labels.get(name)) in classes else -1 for example in texts])
        for name, classes in CLASSES.items()
    }
    thought = {name: opinions[name].astype(np.float32) for name in CLASSES}
    student = Student(vocabulary)
    dense = [parameter for name, parameter in student.named_parameters() if not name.startswith("table")]
    sparse_step, dense_step = torch.optim.SparseAdam([student.table.weight], lr=TABLE_RATE), torch.optim.AdamW(dense, lr=RATE, weight_decay=0.01)
    total, step = EPOCHS * -(-len(texts) // BATCH), 0
    student.train()
    log(f"{len(texts)} texts, {total} steps")
    for epoch in range(EPOCHS):
        order = np.random.default_rng(seed + epoch).permutation(len(texts))
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            slower = max(0.03, 1 - step / total)
            sparse_step.param_groups[0]["lr"], dense_step.param_groups[0]["lr"] = TABLE_RATE * slower, RATE * slower
            scores = student([read[row] for row in rows])
            loss, first = torch.zeros(()), 0
            for name, classes in CLASSES.items():
                own = scores[:, first : first + len(classes)]
                first += len(classes)
                known = np.flatnonzero(truth[name][rows] >= 0)
                if len(known):
                    wanted = torch.from_numpy(truth[name][rows][known])
                    each = functional.cross_entropy(own[known], wanted, reduction="none", label_smoothing=SMOOTHING)
                    loss = loss + (each * torch.from_numpy(weights[rows][known])).sum() / BATCH
                open_ones = np.flatnonzero((truth[name][rows] < 0) & (told[rows] >= 0))
                if len(open_ones):
                    opinion = torch.from_numpy(thought[name][told[rows][open_ones]])
                    distance = functional.kl_div(torch.log_softmax(own[open_ones], 1), opinion, reduction="sum")
                    loss = loss + OPINION_WEIGHT * distance / BATCH
            sparse_step.zero_grad()
            dense_step.zero_grad()
            loss.backward()
            sparse_step.step()
            dense_step.step()
            step += 1
            if step % 500 == 0:
                log(f"step {step} of {total}, loss {float(loss.detach()):.3f}")
    return student


def save(student: Student, path: Path) -> None:
    table = student.table.weight.detach().numpy()
    scale = np.maximum(np.abs(table).max(axis=0), 1e-9) / 127
    np.savez(
        path,
        heads=np.array(list(CLASSES)),
        classes=np.array([len(classes) for classes in CLASSES.values()]),
        table=np.rint(table / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        windows=student.windows.weight.detach().numpy().T.astype(np.float32),
        bias=student.bias.detach().numpy(),
        out=student.out.weight.detach().numpy().T.astype(np.float32),
        out_bias=student.out.bias.detach().numpy(),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m training.student")
    parser.add_argument("--data", type=Path, required=True, help="Folder with topics/, sentiment/ and emotion/.")
    parser.add_argument("--teacher", type=Path, required=True, help="File of `training.teacher`.")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=20_260)
    chosen = parser.parse_args(arguments)
    with np.load(chosen.teacher, allow_pickle=False) as found:
        opinions = {key: found[key] for key in found.files}
    save(train(collect(chosen.data, chosen.seed).train, opinions, chosen.seed), chosen.out)


if __name__ == "__main__":
    main()
