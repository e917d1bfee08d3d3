from services.knows_app import app  # rejected
