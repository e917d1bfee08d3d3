import time  # rejected
