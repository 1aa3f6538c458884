"""Steps taken with the household, and its repayment agreement: one row an account.

What waits in the outbox counts as sent: nobody is chased twice because the printer is slow.
One of our agreements may cover several accounts: each has its standing, and money on any of them counts for all.
The housing system's contacts belong to the tenancy, and so to its main account; ours name their account.
"""

SQL = """
    WITH contact AS MATERIALIZED (
        SELECT tenancy_id, account_id, "on", channel, direction, purpose, outcome, promised_on
        FROM recovery_contactattempt
        WHERE tenancy_id IN (SELECT tenancy_id FROM scope) AND "on" <= %(as_of)s AND not_sent_since IS NULL
          AND taken_back_at IS NULL AND ("on" >= %(as_of)s - 182 OR purpose = 'former_tenant')
        UNION ALL
        SELECT s.tenancy_id, o.account_id,
               coalesce((o.letter ->> 'as_of')::date,
                        least((o.queued_at AT TIME ZONE 'Europe/London')::date, %(as_of)s)),
               o.channel, 'out', coalesce(o.letter ->> 'purpose', o.purpose), 'sent', NULL
        FROM recovery_outboxmessage AS o JOIN scope AS s ON s.account_id = o.account_id
        WHERE o.state IN ('queued', 'sending', 'unknown')
    ), rung (purpose, step) AS (
        VALUES ('reminder', 1), ('letter_1', 2), ('letter_2', 3), ('pre_notice', 4)
    ), household AS (
        SELECT tenancy_id,
               max("on") FILTER (
                   WHERE direction = 'out'
                     AND purpose NOT IN ('statement', 'welfare', 'benefit_help', 'debt_advice', 'refund')
               ) AS last_contact_on,
               max("on") FILTER (WHERE purpose = 'welfare') AS welfare_contact_on,
               max("on") FILTER (WHERE purpose = 'benefit_help') AS benefit_contact_on,
               max("on") FILTER (WHERE purpose = 'agreement_warn') AS agreement_letter_on,
               max("on") FILTER (WHERE outcome IN ('spoke', 'promised')) AS spoke_on,
               max("on") FILTER (WHERE direction = 'out' AND channel = 'visit') AS visited_on,
               max("on") FILTER (WHERE direction = 'out' AND channel = 'phone') AS called_on,
               max("on") FILTER (WHERE outcome = 'returned_mail') AS returned_mail_on,
               max("on") FILTER (
                   WHERE direction = 'out' AND channel = 'letter' AND outcome <> 'returned_mail'
               ) AS letter_arrived_on,
               max(promised_on) FILTER (WHERE outcome = 'promised') AS promise_until
        FROM contact
        GROUP BY tenancy_id
    ), ladder AS (
        SELECT s.account_id,
               (array_agg(rung.step ORDER BY rung.step DESC, c."on" DESC))[1] AS stage,
               (array_agg(c."on" ORDER BY rung.step DESC, c."on" DESC))[1] AS stage_on,
               count(DISTINCT c."on") FILTER (WHERE c.purpose = 'former_tenant') AS former_letters,
               max(c."on") FILTER (WHERE c.purpose = 'former_tenant') AS former_letter_on
        FROM scope AS s
        JOIN contact AS c ON c.tenancy_id = s.tenancy_id
            AND (c.account_id = s.account_id OR (c.account_id IS NULL AND (s.is_main OR s.kind = 'former_tenant')))
        LEFT JOIN rung ON rung.purpose = c.purpose
        WHERE c.direction = 'out' AND c.outcome NOT IN ('returned_mail', 'bounced')
          AND (rung.step IS NOT NULL OR c.purpose = 'former_tenant')
        GROUP BY s.account_id
    ), covered AS (
        SELECT c.account_id, c.agreement_id
        FROM recovery_agreementaccount AS c WHERE c.account_id IN (SELECT account_id FROM scope)
        UNION ALL
        SELECT g.account_id, g.id
        FROM recovery_repaymentagreement AS g
        WHERE g.account_id IN (SELECT account_id FROM scope) AND g.source_ref <> ''
    ), agreement AS (
        SELECT DISTINCT ON (covered.account_id) covered.account_id AS covered_id, g.*,
               CASE WHEN g.source_ref <> '' THEN ARRAY[g.account_id] ELSE ARRAY(
                   SELECT c.account_id FROM recovery_agreementaccount AS c WHERE c.agreement_id = g.id
               ) END AS account_ids
        FROM covered JOIN recovery_repaymentagreement AS g ON g.id = covered.agreement_id
        WHERE g.not_sent_since IS NULL AND g.made_on <= %(as_of)s AND (g.status = 'live' OR g.ended_on > %(as_of)s)
        ORDER BY covered.account_id, g.made_on DESC, g.id DESC
    ), broken AS (
        SELECT covered.account_id, count(*) AS plans
        FROM covered JOIN recovery_repaymentagreement AS g ON g.id = covered.agreement_id
        WHERE g.status = 'broken' AND g.not_sent_since IS NULL
          AND coalesce(g.ended_on, g.made_on) BETWEEN %(as_of)s - 730 AND %(as_of)s
        GROUP BY covered.account_id
    )
    SELECT s.account_id,
           coalesce(ladder.stage, 0) AS stage, ladder.stage_on,
           coalesce(paid.since_stage, 0) AS paid_since_stage,
           coalesce(ladder.former_letters, 0) AS former_letters, ladder.former_letter_on,
           h.last_contact_on, h.welfare_contact_on, h.benefit_contact_on, h.agreement_letter_on,
           h.spoke_on, h.visited_on, h.called_on,
           CASE WHEN h.returned_mail_on > coalesce(h.letter_arrived_on, '-infinity') THEN h.returned_mail_on END
               AS returned_mail_on,
           CASE WHEN h.promise_until >= %(as_of)s THEN h.promise_until END AS promise_until,
           agreement.id AS agreement_id, coalesce(broken.plans, 0) AS broken_plans,
           CASE WHEN agreement.id IS NOT NULL THEN jsonb_build_object(
               'made_on', agreement.made_on, 'first_due_on', agreement.first_due_on,
               'frequency', agreement.frequency, 'rent_amount', agreement.rent_amount::text,
               'instalment_amount', agreement.instalment_amount::text,
               'opening_arrears', agreement.opening_arrears::text,
               'lump_sum', agreement.lump_sum::text, 'steps', agreement.steps,
               'leads', agreement.account_id = s.account_id,
               'dues', CASE WHEN agreement.source_ref = '' THEN (
                   SELECT jsonb_agg(
                       jsonb_build_array(i.number, i.due_on, i.rent_amount::text, i.arrears_amount::text)
                       ORDER BY i.number)
                   FROM recovery_instalment AS i WHERE i.agreement_id = agreement.id
               ) END,
               'receipts', (
                   SELECT coalesce(jsonb_agg(
                       jsonb_build_array(e.effective_on, (-e.amount - coalesce(r.reversed, 0))::text)
                       ORDER BY e.effective_on, e.id), '[]')
                   FROM tenancies_ledgerentry AS e
                   LEFT JOIN LATERAL (
                       SELECT sum(amount) AS reversed FROM tenancies_ledgerentry
                       WHERE reverses_id = e.id AND posted_on <= %(as_of)s
                   ) AS r ON true
                   WHERE e.account_id = ANY (agreement.account_ids) AND e.effective_on > agreement.made_on
                     AND e.effective_on <= %(as_of)s AND e.posted_on <= %(as_of)s
                     AND e.kind IN ('payment', 'third_party_deduction')
               )
           ) END AS agreement
    FROM scope AS s
    LEFT JOIN household AS h ON h.tenancy_id = s.tenancy_id
    LEFT JOIN ladder ON ladder.account_id = s.account_id
    LEFT JOIN agreement ON agreement.covered_id = s.account_id
    LEFT JOIN broken ON broken.account_id = s.account_id
    LEFT JOIN LATERAL (
        SELECT -sum(e.amount) AS since_stage FROM tenancies_ledgerentry AS e
        WHERE ladder.stage_on IS NOT NULL AND e.account_id = s.account_id AND e.effective_on > ladder.stage_on
          AND e.posted_on <= %(as_of)s
          AND (e.kind IN ('payment', 'third_party_deduction') OR (e.kind = 'reversal' AND e.amount > 0))
    ) AS paid ON true
"""
