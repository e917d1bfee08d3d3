from services.by_neighbour import clockwork  # rejected
