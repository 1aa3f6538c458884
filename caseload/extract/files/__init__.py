"""The files of the extract in load order, their columns, and what a row must satisfy. Format version 1.0.

A column's own checks come first, from the left; then the checks between columns. Duplicates and references
are looked for in the database, when all rows are staged.
"""

from caseload.extract.files import contact, homes, law, money
from caseload.extract.spec import File

FILES: tuple[File, ...] = (*homes.FILES, *money.FILES, *law.FILES, *contact.FILES)
FILES_BY_NAME = {file.name: file for file in FILES}
LEDGER = FILES_BY_NAME["transactions.csv"]
