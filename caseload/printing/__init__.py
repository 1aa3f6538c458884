"""The print room: batches of letters with their proofs, what came back, and steps that go without a press."""
