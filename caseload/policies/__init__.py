"""The council's policy: written as a draft, tried on the whole caseload, published by a second person, watched."""
