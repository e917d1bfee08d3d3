from services.alpha.app import adapters
