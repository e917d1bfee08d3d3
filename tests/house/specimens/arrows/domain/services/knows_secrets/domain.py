import secrets  # rejected
