"""`klantstroom classify` and `klantstroom model train | evaluate`, on files as people have them."""

import json
import random
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from schemas.messages.labels import Labels, Topic
from services.classify.adapters.model_files import CARD, load
from services.classify.commands import app_classify, app_model

RUN = CliRunner()

TOPICS = {
    "pizza": ["pizza", "mozzarella", "tomatensaus", "calzone"],
    "fiets": ["fiets", "ketting", "zadel", "band"],
    "tuin": ["tuin", "heg", "gras", "schoffel"],
}
PATTERNS = [
    "Ik heb een vraag over {}",
    "Kunnen jullie mij helpen met {}?",
    "Mijn {} is niet goed",
    "Waar vind ik {} bij jullie?",
    "Hoeveel kost {} tegenwoordig?",
    "Is {} nog te koop in de winkel",
]


def table(path: Path, *, other: bool = False, seed: int = 3) -> Path:
    chance = random.Random(seed)
    rows = [(pattern.format(word), topic) for topic, words in TOPICS.items() for word in words for pattern in PATTERNS]
    if other:
        rows += [(pattern.format(word), "other") for word in ("voetbal", "het weer", "de koning", "een film") for pattern in PATTERNS]
    chance.shuffle(rows)
    path.write_text("text,topic\n" + "".join(f'"{text}",{topic}\n' for text, topic in rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def own_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    trained = RUN.invoke(app_model, ["train", str(table(folder / "t.csv", other=True)), "--out", str(folder / "model")])
    assert trained.exit_code == 0, trained.output
    return folder / "model"


def classify(path: Path, *arguments: str) -> tuple[Result, list[dict]]:
    result = RUN.invoke(app_classify, [str(path), *arguments])
    return result, [json.loads(line) for line in result.stdout.splitlines()]


def test_each_line_gets_its_labels_in_order(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    texts = ["Waar is mijn pakket?", "I can't log in", "", "Ik ruik gas!"] * 150
    path.write_text("".join(json.dumps({"id": f"m{number}", "text": text}) + "\n" for number, text in enumerate(texts)), encoding="utf-8")
    result, found = classify(path)
    assert result.exit_code == 0, result.stderr
    assert [one["id"] for one in found] == [f"m{number}" for number in range(len(texts))]
    assert found[2]["topic"] == Topic.OTHER
    assert found[2]["topic_confidence"] == 0
    for one in found:
        assert set(one) == {"id", "model_version", *Labels.model_fields}
        Labels.model_validate({name: one[name] for name in Labels.model_fields})


def test_lines_that_cannot_be_read_are_named_and_the_others_written(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    path.write_bytes(
        b'{"id": 1, "text": "hallo daar"}\nnot json\n\n[1]\n{"id": "b"}\n'
        b'{"text": "x"}\n{"id": "c", "text": 3}\n\xff\xfe\n{"id": "d", "text": "waar is mijn order"}'
    )
    result, found = classify(path)
    assert result.exit_code == 1
    assert [one["id"] for one in found] == [1, "d"]
    assert [line.split(": ")[0] for line in result.stderr.splitlines()] == [f"{path}, line {number}" for number in (2, 4, 5, 6, 7, 8)]


def test_a_missing_file_and_a_missing_model_are_one_line(tmp_path: Path) -> None:
    result, _ = classify(tmp_path / "none.jsonl")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    (tmp_path / "m.jsonl").write_text('{"id": 1, "text": "hoi"}\n')
    result, found = classify(tmp_path / "m.jsonl", "--model", str(tmp_path / "nothing"))
    assert (result.exit_code, found, len(result.stderr.splitlines())) == (1, [], 1)
    assert "no model in" in result.stderr


def test_a_companys_own_topics_replace_the_default_ones(own_model: Path, tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    texts = [
        "mijn fiets en zijn ketting zijn niet goed",
        "pizza met mozzarella en tomatensaus, wat kost dat?",
        "Wie heeft de koning gezien in de film?",
    ]
    path.write_text("".join(json.dumps({"id": number, "text": text}) + "\n" for number, text in enumerate(texts)))
    result, found = classify(path, "--model", str(own_model))
    assert result.exit_code == 0
    assert [one["topic"] for one in found] == ["fiets", "pizza", "other"]
    assert found[0]["language"] == "nl"
    assert load(own_model).version in found[0]["model_version"]


def test_training_reports_and_is_reproducible(tmp_path: Path) -> None:
    rows = table(tmp_path / "t.csv")
    first = RUN.invoke(app_model, ["train", str(rows), "--out", str(tmp_path / "1"), "--seed", "7", "--json"])
    second = RUN.invoke(app_model, ["train", str(rows), "--out", str(tmp_path / "2"), "--seed", "7", "--json"])
    assert first.exit_code == second.exit_code == 0
    report = json.loads(first.stdout)
    assert set(report["classes"]) == set(TOPICS)
    assert report["accuracy"] > 0.5
    assert report["out_of_scope_recall"] is None
    assert report["version"] == json.loads(second.stdout)["version"] == load(tmp_path / "1").version
    card = (tmp_path / "1" / CARD).read_text()
    assert all(topic in card for topic in TOPICS)


def test_repeated_contradicting_and_empty_rows_are_counted(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv")
    with path.open("a", encoding="utf-8") as file:
        file.write('"mijn PIZZA is niet  goed",pizza\n"twee meningen",pizza\n"twee meningen",fiets\n"",pizza\n"geen topic",\n')
    found = RUN.invoke(app_model, ["train", str(path), "--out", str(tmp_path / "m"), "--json"])
    assert json.loads(found.stdout)["left_out"] == {"duplicates": 1, "contradictions": 1, "empty": 2}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"text,topic\nhallo,a\nhoi,a\n", "at least two topics"),
        (b"text,topic\nhallo,a\nhoi,other\ndag,a\nmoi,other\n", "at least two topics"),
        (b"text,topic\n", "at least two topics"),
        (b"", "no column text"),
        (b"tekst,topic\nhallo,a\n", "no column text"),
        (b"text,label\nhallo,a\n", "no column topic"),
        ("text,topic\ncafé,a\nthee,b\n".encode("latin-1"), "not UTF-8"),
        ("text,topic\nhallo,a\n".encode("utf-16"), "not UTF-8"),
        (b"text,topic\nhallo,a\nhoi,a\ndag,b\n", "too few: b"),
        (b"text,topic\nhallo," + b"x" * 200 + b"\n", "200 characters"),
    ],
)
def test_a_table_that_cannot_be_used_is_one_line(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "t.csv").write_bytes(content)
    found = RUN.invoke(app_model, ["train", str(tmp_path / "t.csv"), "--out", str(tmp_path / "m")])
    assert found.exit_code == 1
    assert said in found.stderr
    assert len(found.stderr.splitlines()) == 1
    assert not (tmp_path / "m").exists()


def test_evaluating_judges_a_model_on_another_table(own_model: Path, tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    path.write_text("text,topic\nverkopen jullie een zadel of band?,fiets\nde heg in mijn tuin,tuin\nhoe laat begint het voetbal,other\n")
    found = RUN.invoke(app_model, ["evaluate", str(path), "--model", str(own_model), "--json"])
    assert found.exit_code == 0, found.output
    figures = json.loads(found.stdout)
    assert figures["texts"] == 3
    assert figures["in_scope_accuracy"] == 1.0
    assert figures["out_of_scope_recall"] == 1.0
