"""Rules as a file: what is refused, what is in force when, and what the project's own file can pay."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml

from schemas.messages.community import CommunityAction
from services.rewards.domain.rules import RuleBook, RulesInvalid, Within, parse_rules, period_start
from tests.rewards_acts import RULES, a_book, some_rules

PROJECT_RULES = (Path(__file__).parents[2] / "rewards" / "rules.yaml").read_text("utf-8")


def changed(**changes: object) -> str:
    value = yaml.safe_load(RULES)
    for path, new in changes.items():
        *way, last = path.split("__")
        part = value
        for step in way:
            part = part[step]
        if new is None:
            del part[last]
        else:
            part[last] = new
    return yaml.safe_dump(value)


def test_the_projects_own_rules_can_be_in_force_and_reward_every_kind_of_help() -> None:
    rules = parse_rules(PROJECT_RULES)
    earning = {rule.act for rule in rules.rules.values()}
    assert earning == {CommunityAction(name) for name in ("answered", "accepted", "kudos", "idea", "idea_adopted", "referral_activated")}
    # 150 by the ceiling; accepted 40 × 50, adopted 5 × 500 and referred 10 × 500 are beside it.
    assert rules.worst_case_per_day() == 150 + 2_000 + 2_500 + 5_000


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ("", "a mapping"),
        ("- 1", "a mapping"),
        ("a: [", "no YAML"),
        ("a: &x 1\nb: *x", "aliases"),
        ("version: a\nversion: b", "'version' is given twice"),
        ("[" * 5_000, "nested deeper than 12"),
        ("x" * 100_001, "at most 100000"),
        ("version: 2026-13-45T99:00:00Z", "no YAML|version|effective_from"),
        (changed(effective_from="2026-01-01T00:00:00"), "effective_from"),
        (changed(effective_from="0001-01-01T00:00:00Z"), "effective_from"),
        (changed(version="../../etc"), "version"),
        (changed(timezone="Europe/Nowhere"), "timezone"),
        (changed(timezone="../../etc/passwd"), "timezone"),
        (changed(matures_after="-P1D"), "matures_after"),
        (changed(rules={}), "rules"),
        (changed(rules__kudos__points=0), "rules/kudos/points"),
        (changed(rules__kudos__points=-5), "rules/kudos/points"),
        (changed(rules__kudos__act="dancing"), "rules/kudos/act"),
        (changed(rules__kudos__pionts=5), "rules/kudos/pionts"),
        (changed(rules__kudos__refuse=["everything"]), "rules/kudos/refuse"),
        (changed(rules__accepted__caps=[]), "without bound"),
        (changed(rules__accepted__caps=[{"times": 4, "within": "day", "each": "giver"}]), "without bound"),
        (changed(ceilings=[], rules__kudos__caps=[{"times": 2, "within": "day", "each": "giver"}]), "without bound"),
        (changed(most_points_per_member_day=100), "620 points in a day"),
    ],
)
def test_rules_that_cannot_be_in_force_are_refused_with_the_reason(document: str, says: str) -> None:
    with pytest.raises(RulesInvalid, match=says):
        parse_rules(document)


def test_what_a_member_can_earn_in_a_day_is_the_least_of_what_bounds_it() -> None:
    # answered 3 × 5, kudos 5 × 2 and idea 2 × 5 meet the ceiling of 20; accepted 4 × 50, adopted 2 × 100, referred 2 × 100 are beside it.
    assert some_rules().worst_case_per_day() == 20 + 200 + 200 + 200
    assert some_rules(changed(ceilings=[])).worst_case_per_day() == 15 + 10 + 10 + 600


def test_an_activity_is_judged_by_the_rules_of_its_own_time() -> None:
    book = a_book(RULES, changed(version="test-2", effective_from="2026-03-01T00:00:00+01:00"))

    def version(*moment: int) -> str | None:
        edition = book.at(datetime(*moment, tzinfo=UTC))  # type: ignore[arg-type]
        return edition and edition.version

    assert version(2025, 12, 31, 22, 59, 59) is None
    assert version(2025, 12, 31, 23) == "test-1"
    assert version(2026, 2, 28, 22, 59, 59) == "test-1"
    assert version(2026, 2, 28, 23) == "test-2"
    assert RuleBook().at(datetime(2026, 1, 1, tzinfo=UTC)) is None


def test_of_two_versions_from_one_moment_the_order_of_arrival_does_not_decide() -> None:
    one, two = RULES, changed(version="test-2")
    moment = datetime(2026, 5, 1, tzinfo=UTC)
    assert a_book(one, two).at(moment).version == a_book(two, one).at(moment).version == "test-2"  # type: ignore[union-attr]


def test_windows_begin_with_the_day_of_the_rules_time_zone() -> None:
    edition = a_book().at(datetime(2026, 3, 28, 23, 30, tzinfo=UTC))
    assert edition is not None
    # The night in which the clock goes forward in Amsterdam.
    assert edition.day(datetime(2026, 3, 28, 22, 59, tzinfo=UTC)) == date(2026, 3, 28)
    assert edition.day(datetime(2026, 3, 28, 23, 0, tzinfo=UTC)) == date(2026, 3, 29)
    assert edition.day(datetime(2026, 3, 29, 21, 59, tzinfo=UTC)) == date(2026, 3, 29)
    assert edition.day(datetime(2026, 3, 29, 22, 0, tzinfo=UTC)) == date(2026, 3, 30)
    sunday = date(2026, 3, 1)
    assert [period_start(within, sunday) for within in Within] == ["2026-03-01", "2026-02-23", "2026-03-01", ""]


def test_no_id_can_forge_the_key_of_another_counter() -> None:
    edition = a_book().at(datetime(2026, 3, 2, tzinfo=UTC))
    assert edition is not None
    rule = edition.rules.rules["kudos"]
    moment = datetime(2026, 3, 2, tzinfo=UTC)
    keys = [{counter.key for counter in edition.counters("kudos", rule, moment, giver, None)} for giver in ("bob", "", "day/2026-03-02/", None)]
    own = {counter.key for counter in edition.counters("kudos", rule, moment, None, None)}
    assert own == keys[3]
    assert all((one - own).isdisjoint(two - own) for one in keys for two in keys if one is not two)
