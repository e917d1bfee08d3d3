import random  # rejected
