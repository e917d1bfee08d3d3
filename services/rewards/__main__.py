from pathlib import Path

from runtime.lifecycle import Service, run
from services.rewards.app import wire
from services.rewards.settings import RewardsSettings


def main() -> None:
    run(Service(name="rewards", settings=RewardsSettings(), wire=wire, migrations=Path(__file__).parent / "migrations"))


if __name__ == "__main__":
    main()
