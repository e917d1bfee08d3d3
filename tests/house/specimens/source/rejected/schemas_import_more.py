# specimen of schemas_import_pydantic_alone at schemas/messages/alpha.py
import json

import orjson  # <- here
import yaml  # <- here
from runtime.codec import encode  # <- here
