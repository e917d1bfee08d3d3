# specimen of telling_names at services/alpha/store.py
class ConnectionManager:  # <- here
    pass


def common_rows() -> None:  # <- here
    pass
