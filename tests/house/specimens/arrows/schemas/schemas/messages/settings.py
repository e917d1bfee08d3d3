from pydantic_settings import BaseSettings  # rejected
