"""What a person has to solve. Commands print it as one line and exit with 1; it never comes with a traceback."""


class Trouble(Exception):
    """One clear line: what is wrong, and what to do about it."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem} {remedy}")
        self.problem = problem
        self.remedy = remedy
