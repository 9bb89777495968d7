"""Where incoming workbooks are kept: under random names that tell nothing."""

from secrets import token_hex


def import_path(instance, filename: str) -> str:
    name = token_hex(20)
    return f"imports/{name[:2]}/{name}.xlsx"
