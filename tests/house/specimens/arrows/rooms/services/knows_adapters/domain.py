from services.knows_adapters.adapters import files  # rejected
