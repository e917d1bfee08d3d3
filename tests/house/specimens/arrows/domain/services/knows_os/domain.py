import os  # rejected
