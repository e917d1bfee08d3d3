from datetime import datetime
from runtime.hop import Word
