"""A made-up council: people, homes, ledgers and cases, written out as a nightly extract.

Plain Python. `maker.make_council(options)` writes the folder that the extract loader reads. The same options
give the same bytes. Nothing here is taken from a real person, street or council.
"""
