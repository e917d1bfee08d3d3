# specimen of schemas_import_pydantic_alone at schemas/messages/alpha.py
import json
from enum import StrEnum

from pydantic import Field

from schemas.messages.base import Value
