import orjson  # rejected
