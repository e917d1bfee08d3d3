from local import up  # rejected
