from datetime import datetime

from schemas.words import Word
