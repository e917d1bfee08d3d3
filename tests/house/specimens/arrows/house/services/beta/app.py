from services.beta.domain import rules
