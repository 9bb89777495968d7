from airdefense.exchange.models.batches import (
    READERS,
    ColumnMapping,
    ImportBatch,
    ImportBatchQuerySet,
    ImportRow,
    Job,
    Verdict,
)
from airdefense.exchange.models.saved import Following, Rhythm, SavedView

__all__ = [
    "READERS",
    "ColumnMapping",
    "Following",
    "ImportBatch",
    "ImportBatchQuerySet",
    "ImportRow",
    "Job",
    "Rhythm",
    "SavedView",
    "Verdict",
]
