from services.alpha import store  # rejected
