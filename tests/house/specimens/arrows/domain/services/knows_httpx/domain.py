import httpx  # rejected
