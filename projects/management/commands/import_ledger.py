"""manage.py import_ledger FILE.xlsx: what the import pages do, from the shell.

Exit code 0: taken in (or nothing to change); 1: rows are faulty and nothing was taken in, every
problem is printed; 2: the file, the account or the region cannot be used.
"""

from airdefense.exchange.importing.shell import ImportCommand


class Command(ImportCommand):
    help = "Takes in a workbook of projects, permits or receipts."
    kinds = ("projects", "permits", "receipts", "treasury")
