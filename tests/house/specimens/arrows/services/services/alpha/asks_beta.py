import services.beta.domain.rules  # rejected
