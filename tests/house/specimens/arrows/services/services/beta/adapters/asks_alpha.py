from services.alpha import domain  # rejected
