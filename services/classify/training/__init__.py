"""How the models are made: corpora, the bridge into Dutch, synthetic lines, fitting, the model card. Nothing here is loaded at run time."""
