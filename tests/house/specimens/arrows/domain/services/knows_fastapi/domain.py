import fastapi  # rejected
