"""The insight service."""

from runtime.lifecycle import Service, run
from services.insight.app import wire
from services.insight.settings import InsightSettings


def main() -> None:
    run(Service(name="insight", settings=InsightSettings(), wire=wire))


if __name__ == "__main__":
    main()
