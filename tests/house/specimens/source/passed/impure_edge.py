# specimen of decisions_are_pure at services/alpha/app.py
from uuid import uuid4

x = uuid4()
