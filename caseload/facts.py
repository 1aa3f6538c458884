"""What officers made of earlier recommendations: one row an account.

An overridden step is not suggested again before its day; a step done at the desk counts as done. A step put off takes
what comes after it along: the account is left alone, unless something stronger comes up.
"""

SQL = """
    SELECT s.account_id,
           coalesce(array_agg(DISTINCT step.action) FILTER (WHERE step.until > %(as_of)s), '{}') AS overridden,
           min(step.until) FILTER (WHERE step.until > %(as_of)s) AS overridden_until,
           coalesce(array_agg(DISTINCT step.action) FILTER (WHERE step.outcome = 'deferred'), '{}') AS put_off,
           max(step.until) FILTER (WHERE step.outcome = 'deferred') AS put_off_until,
           (SELECT max(as_at) FROM caseload_extractload WHERE state = 'loaded') AS data_as_at
    FROM scope AS s
    LEFT JOIN caseload_step AS step ON step.account_id = s.account_id AND step.until > %(as_of)s
        AND step."on" <= %(as_of)s AND step.undone_at IS NULL
    GROUP BY s.account_id
"""
