-- Each line of the ledger of bags is added to its lot, whose CHECK then makes overselling impossible.
CREATE FUNCTION count_reserved_bags() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE lots SET reserved_bags = reserved_bags + NEW.bags WHERE id = NEW.lot_id;
    RETURN NEW;
END
$$;
CREATE TRIGGER reservations_counted AFTER INSERT ON reservations
    FOR EACH ROW EXECUTE FUNCTION count_reserved_bags();

-- What happened, happened: the ledger, the events and the versions of terms only grow.
CREATE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER reservations_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reservations
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
CREATE TRIGGER contract_terms_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON contract_terms
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
