"""The desk where it all comes together: recommendations, sweeps, loads, and an officer's day."""

from caseload.models.day import Draft, Parked, Reminder, SavedView, ViewLook, WorkingWeek, WorkSession
from caseload.models.loads import ExtractLoad, RejectedRow
from caseload.models.performance import Snapshot
from caseload.models.records import Act, Note, SearchDoc, Suggestion
from caseload.models.sweep import Bucket, Recommendation, Step, SweepChunk, SweepRun

__all__ = [
    "Act",
    "Bucket",
    "Draft",
    "ExtractLoad",
    "Note",
    "Parked",
    "Recommendation",
    "RejectedRow",
    "Reminder",
    "SavedView",
    "SearchDoc",
    "Snapshot",
    "Step",
    "Suggestion",
    "SweepChunk",
    "SweepRun",
    "ViewLook",
    "WorkSession",
    "WorkingWeek",
]
