"""Text that rows keep encrypted (airdefense/secrecy.py)."""

from typing import Any

from django.db import models

from airdefense.secrecy import decrypt, encrypt


class EncryptedTextField(models.TextField):
    """Text that the database holds encrypted; it cannot be searched or sorted by."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return encrypt(value) if value else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return decrypt(value) if value else value
