import local.up  # rejected
