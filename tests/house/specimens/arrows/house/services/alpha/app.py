import structlog

from runtime import kafka
from services.alpha import adapters, domain, store
