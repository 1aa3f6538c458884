"""The desk where it all comes together: recommendations, sweeps, loads, and an officer's day."""

from caseload.models.day import Draft, Parked, Reminder, SavedView, ViewLook, WorkingWeek, WorkSession
from caseload.models.loads import ExtractLoad, RejectedRow
from caseload.models.performance import AccountFigures, Direction, Snapshot, Stage, WeeksOwed
from caseload.models.policy import Rate, SignedWeek, SimulatedChange, Simulation, Target, WorkType
from caseload.models.records import Act, ArrearsCause, Note, SearchDoc, SearchWord, Suggestion
from caseload.models.sweep import Bucket, Recommendation, Step, SweepChunk, SweepRun
from caseload.models.team import Bulletin, CardPayment, ContactNote, Reading, ReviewNote

__all__ = [
    "AccountFigures",
    "Act",
    "ArrearsCause",
    "Bucket",
    "Bulletin",
    "CardPayment",
    "ContactNote",
    "Direction",
    "Draft",
    "ExtractLoad",
    "Note",
    "Parked",
    "Rate",
    "Reading",
    "Recommendation",
    "RejectedRow",
    "Reminder",
    "ReviewNote",
    "SavedView",
    "SearchDoc",
    "SearchWord",
    "SignedWeek",
    "SimulatedChange",
    "Simulation",
    "Snapshot",
    "Stage",
    "Step",
    "Suggestion",
    "SweepChunk",
    "SweepRun",
    "Target",
    "ViewLook",
    "WeeksOwed",
    "WorkSession",
    "WorkType",
    "WorkingWeek",
]
