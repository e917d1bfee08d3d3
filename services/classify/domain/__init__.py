"""How a text gets its labels: pure functions of the text and of a model that was loaded elsewhere.

Read in this order: `text` (what is looked at, tokens), `features` (tokens to hashed features), `rules` (signals that must not
hang on statistics), `linear` (features to scores), `language`, `classifier` (all of it together, for a batch).
"""
