import urllib.request  # rejected
