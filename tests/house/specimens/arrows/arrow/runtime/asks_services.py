from services.alpha import app  # rejected
