from runtime import kafka
from services.alpha import app
