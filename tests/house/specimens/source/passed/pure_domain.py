# specimen of decisions_are_pure at services/alpha/domain/rules.py
from datetime import datetime, timedelta


def due(now: datetime) -> datetime:
    return now + timedelta(hours=1)
