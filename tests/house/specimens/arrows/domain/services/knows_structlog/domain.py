import structlog  # rejected
