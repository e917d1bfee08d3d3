import logging  # rejected
