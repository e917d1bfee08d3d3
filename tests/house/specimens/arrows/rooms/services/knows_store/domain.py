from services.knows_store import store  # rejected
