from runtime import kafka  # rejected
