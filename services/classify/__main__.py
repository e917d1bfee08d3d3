"""python -m services.classify"""

import sys

from runtime.lifecycle import Service, run
from services.classify.adapters.model_files import ModelUnusable
from services.classify.app import wire
from services.classify.settings import ClassifySettings


def main() -> None:
    try:
        run(Service(name="classify", settings=ClassifySettings(), wire=wire))
    except ModelUnusable as error:
        sys.exit(f"classify: {error}")


if __name__ == "__main__":
    main()
