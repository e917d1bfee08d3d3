"""classify: language, topic, sentiment, emotion, urgency, personal and kind of each message, with confidence and the words that weighed most."""
