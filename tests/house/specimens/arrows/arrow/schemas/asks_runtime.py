from runtime import hop  # rejected
