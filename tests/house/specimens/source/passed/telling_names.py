# specimen of telling_names at services/alpha/community.py
class Uncommon:
    pass


def most_frequent() -> None:
    pass
