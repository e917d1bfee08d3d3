from schemas.words import Word
