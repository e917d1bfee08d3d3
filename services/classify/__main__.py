"""python -m services.classify"""

from runtime.lifecycle import Service, run
from services.classify.app import wire
from services.classify.settings import ClassifySettings


def main() -> None:
    run(Service(name="classify", settings=ClassifySettings(), wire=wire))


if __name__ == "__main__":
    main()
