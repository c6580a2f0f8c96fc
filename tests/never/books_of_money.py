"""What must be true of prices fixed, weights settled, claims answered and bags called, asked in SQL of our own."""

NOTHING_OWED_WRONGLY: dict[str, str] = {
    "a price was fixed twice in a season, or by a sum that is not its own": """
        SELECT f.contract_id, f.price FROM price_fixings f JOIN contracts c ON c.id = f.contract_id
        WHERE f.price < round(f.level * coalesce(f.rate, 1) + f.differential, 2)
            OR (c.terms -> 'fixing' ->> 'is_floor' = 'false'
                AND f.price <> round(f.level * coalesce(f.rate, 1) + f.differential, 2))
            OR (c.terms -> 'fixing' ->> 'price')::numeric <> (c.terms -> 'price' ->> 'amount')::numeric
            OR (SELECT count(*) FROM price_fixings o WHERE o.contract_id = f.contract_id) > 1
    """,
    "a price was fixed by a side that may not, or before or after its time": """
        SELECT f.contract_id, f.side, f.at FROM price_fixings f JOIN contracts c ON c.id = f.contract_id
        WHERE f.side IS NOT NULL AND (f.side <> c.terms ->> 'fixation_side'
                OR f.at >= ((c.terms ->> 'fixation_by')::date + 1) + interval '5 hours')
            OR f.side IS NULL AND f.at < ((c.terms ->> 'fixation_by')::date + 1) + interval '4 hours 59 minutes'
    """,
    "a price was fixed at another month's level than its contract names, or at one of a later day": """
        SELECT f.contract_id, f.level, f.level_from FROM price_fixings f JOIN contracts c ON c.id = f.contract_id
        WHERE f.level_from > f.fixed_on OR c.terms -> 'fixing' ->> 'month' <> c.terms ->> 'terminal_month'
            OR NOT EXISTS (SELECT FROM reference_prices r WHERE r.kind = c.terms ->> 'terminal'
                AND r.month = c.terms ->> 'terminal_month' AND r.valid_from = f.level_from AND r.value = f.level)
    """,
    "a version that nobody signed says more than a fixed price": """
        SELECT f.contract_id, f.terms_version FROM price_fixings f
        JOIN contract_terms t ON t.contract_id = f.contract_id AND t.number = f.terms_version
        JOIN contract_terms o ON o.contract_id = f.contract_id AND o.number = f.terms_version - 1
        WHERE t.terms - 'fixing' - 'price' - 'price_stack' <> o.terms - 'fixing' - 'price' - 'price_stack'
            OR (t.terms -> 'price') - 'amount' <> (o.terms -> 'price') - 'amount'
    """,
    "a final price stands that nobody fixed": """
        SELECT c.id FROM contracts c WHERE (c.terms ->> 'fixing' IS NOT NULL)
            <> EXISTS (SELECT FROM price_fixings f WHERE f.contract_id = c.id)
    """,
    "a settled amount is not final weight times price, or not its difference to the total": """
        SELECT s.id, s.amount, s.difference FROM settlements s JOIN contracts c ON c.id = s.contract_id
        WHERE s.state = 'settled' AND s.call_off_id IS NULL AND (
            s.amount <> round(s.final_weight * (c.terms -> 'price' ->> 'amount')::numeric / 1000, 2)
            OR s.difference <> s.amount - c.total_amount)
    """,
    "a weight settled a contract to which the other side did not agree, or that nobody looked at": """
        SELECT s.id FROM settlements s
        JOIN contracts c ON c.id = s.contract_id LEFT JOIN call_offs q ON q.id = s.call_off_id
        WHERE s.state IN ('consented', 'settled') AND (
            NOT EXISTS (SELECT FROM events e WHERE e.subject_kind = 'settlement' AND e.subject_id = s.id
                AND (e.kind IN ('settlement.confirmed', 'settlement.consented') AND e.organization_id <> s.stated_by_id
                    AND e.organization_id IN (c.producer_id, c.maker_id)
                    OR e.kind IN ('settlement.contested', 'settlement.expired') AND EXISTS (SELECT FROM events j
                        WHERE j.kind = 'settlement.approved' AND j.subject_id = s.id AND j.id > e.id))
                AND e.id > (SELECT max(o.id) FROM events o WHERE o.subject_kind = 'settlement' AND o.subject_id = s.id
                    AND o.kind IN ('settlement.stated', 'settlement.restated')))
            OR s.state = 'settled' AND abs(s.final_weight - coalesce(q.bags, c.bags) * c.bag_weight) * 100
                > (c.terms ->> 'tolerance')::numeric * coalesce(q.bags, c.bags) * c.bag_weight
                AND NOT EXISTS (SELECT FROM events e WHERE e.kind = 'settlement.approved' AND e.subject_id = s.id))
    """,
    "a contract was settled before anything arrived": """
        SELECT s.id FROM settlements s LEFT JOIN call_offs q ON q.id = s.call_off_id
        WHERE q.arrived_on IS NULL AND NOT EXISTS (
            SELECT FROM contract_milestones m WHERE m.contract_id = s.contract_id AND m.milestone = 'arrived')
    """,
    "two claims of one kind wait under a contract": """
        SELECT contract_id, kind FROM claims WHERE state IN ('open', 'countered', 'contested')
        GROUP BY contract_id, call_off_id, kind HAVING count(*) > 1
    """,
    "a claim was opened before anything arrived, or after its time": """
        SELECT k.id, k.opened_at FROM claims k WHERE k.call_off_id IS NULL AND NOT EXISTS (
            SELECT FROM contract_milestones m WHERE m.contract_id = k.contract_id AND m.milestone = 'arrived'
            AND k.opened_at < m.day + 1 + interval '5 hours' + interval '1 day' * (
                SELECT max((t.terms ->> 'claim_days')::int) FROM contract_terms t WHERE t.contract_id = k.contract_id))
    """,
    "a claim ended with a remedy that nobody asked for or offered": """
        SELECT k.id FROM claims k WHERE k.state = 'agreed'
            AND (k.outcome_kind, k.outcome_value) IS DISTINCT FROM (k.remedy_kind, k.remedy_value)
            AND (k.outcome_kind, k.outcome_value) IS DISTINCT FROM (k.counter_kind, k.counter_value)
    """,
    "a step with a claim or a weight was taken by somebody who may not": """
        SELECT e.id, e.kind FROM events e JOIN claims k ON k.id = e.subject_id JOIN contracts c ON c.id = k.contract_id
        WHERE e.subject_kind = 'claim' AND (
            e.kind IN ('claim.accepted', 'claim.countered', 'claim.rejected') AND e.organization_id <> c.producer_id
            OR e.kind IN ('claim.opened', 'claim.agreed', 'claim.declined', 'claim.withdrawn')
                AND e.organization_id <> c.maker_id
            OR e.kind = 'claim.mediated' AND EXISTS (SELECT FROM memberships m WHERE m.user_id = e.user_id
                AND m.organization_id IN (c.producer_id, c.maker_id)))
        UNION ALL SELECT e.id, e.kind FROM events e JOIN settlements s ON s.id = e.subject_id
        JOIN contracts c ON c.id = s.contract_id
        WHERE e.kind IN ('settlement.approved', 'settlement.refused') AND EXISTS (SELECT FROM memberships m
            WHERE m.user_id = e.user_id AND m.organization_id IN (c.producer_id, c.maker_id))
    """,
    "a season's count of called bags is not its quarters', or more than it has": """
        SELECT s.id, s.called_bags FROM frame_seasons s LEFT JOIN call_offs q ON q.season_id = s.id GROUP BY s.id
        HAVING s.called_bags <> coalesce(sum(q.bags), 0) OR s.called_bags + s.released_bags > s.bags
    """,
    "bags of a quarter were called beyond its plan, or shipped unconfirmed": """
        SELECT id, bags, most, carried FROM call_offs WHERE bags > most + carried
            OR state IN ('confirmed', 'shipped') AND (bags IS NULL OR shipment_on IS NULL)
            OR state = 'shipped' AND NOT EXISTS (SELECT FROM events e WHERE e.subject_kind = 'call_off'
                AND e.subject_id = call_offs.id AND e.kind = 'call_off.confirmed')
    """,
    "cacao was made ready although a side had not taken note of the condition": """
        SELECT c.id FROM contracts c
        JOIN contract_milestones m ON m.contract_id = c.id AND m.milestone = 'ready_to_ship'
        WHERE c.condition IS NOT NULL AND 2 <> (SELECT count(DISTINCT e.organization_id) FROM events e
            WHERE e.subject_kind = 'contract' AND e.subject_id = c.id AND e.kind = 'contract.acknowledged'
            AND e.organization_id IN (c.producer_id, c.maker_id) AND e.at <= m.at)
    """,
}
