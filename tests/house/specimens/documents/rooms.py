LIMIT: int = 3


def decide() -> None: ...
