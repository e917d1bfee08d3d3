"""What route itself says, beside the policy's own words: Dutch and English."""

_PHRASES: dict[str, tuple[str, str]] = {
    # key: (Dutch, English)
    "joined_thread": ("Hoort bij een gesprek dat al loopt.", "Belongs to a conversation that is under way."),
    "joined_topic": (
        "Deze klant schreef hier kort geleden ook over: het is hetzelfde gesprek.",
        "This customer wrote about the same shortly before: it is the same conversation.",
    ),
    "stays_with_agents": (
        "Het gesprek is al bij medewerkers en blijft daar.",
        "The conversation is with agents already and stays with them.",
    ),
    "thanks": ("Er wordt niets gevraagd: het gesprek blijft zoals het is.", "Nothing is asked: the conversation stays as it is."),
    "incident_attached": (
        "Er is een melding over: {incident}. De tekst ervan is bijgevoegd.",
        "There is an announcement about: {incident}. Its text is attached.",
    ),
    "incident_known": (
        "Er is een open melding over: {incident}. Een tekst is er nog niet.",
        "There is an open incident about: {incident}. It has no announcement yet.",
    ),
    "announced_before": ("De klant kreeg deze mededeling al.", "The customer has had this announcement already."),
    "announced": ("Beantwoord met een mededeling.", "Answered with an announcement."),
    "customer_returned": ("De klant kwam erop terug.", "The customer came back to it."),
    "accepted": ("Een medewerker heeft het aangenomen.", "An agent has taken it."),
    "declined": ("Een medewerker nam het niet aan; het wacht verder.", "An agent did not take it; it waits on."),
    "given_back": ("Een medewerker gaf het terug; het wacht verder.", "An agent gave it back; it waits on."),
    "transferred": ("Een medewerker gaf het door aan een ander team.", "An agent handed it to another team."),
    "agent_replied": ("Een medewerker heeft geantwoord.", "An agent has answered."),
    "agent_resolved": ("Een medewerker heeft het afgerond.", "An agent has resolved it."),
    "member_answered": ("Iemand uit de community heeft geantwoord.", "A member of the community has answered."),
    "answer_accepted": ("De vrager nam een antwoord als oplossing aan.", "The asker took an answer as the solution."),
    "answer_withdrawn": ("Het antwoord is ingetrokken.", "The answer was taken back."),
    "acceptance_withdrawn": ("Het antwoord bleek toch geen oplossing.", "The answer was no solution after all."),
    "flagged": ("Gemeld: dit heeft een medewerker nodig.", "Flagged: this needs an agent."),
    "incident_over": ("De storing of melding is voorbij en de klant weet het.", "The incident is over and the customer has been told."),
    "breached_first_response": ("De beloofde eerste reactie bleef uit.", "The promised first response did not come."),
    "breached_next_response": ("De beloofde volgende reactie bleef uit.", "The promised next response did not come."),
    "breached_resolution": ("De beloofde oplossing bleef uit.", "The promised resolution did not come."),
}


def say(key: str, language: str, incident: str = "") -> str:
    """The phrase in a language, English where that is not spoken; a key that is no phrase is words already."""
    phrase = _PHRASES.get(key)
    if phrase is None:
        return key
    text = phrase[0] if language == "nl" else phrase[1]
    return text.replace("{incident}", incident) if incident else text
