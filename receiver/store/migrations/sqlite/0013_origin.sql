-- The hotline that referred a case to us; NULL if a reporter did. Only reporters' cases are counted among
-- the reports of the public.
ALTER TABLE case_file ADD COLUMN origin TEXT;

DROP TRIGGER case_added;
DROP TRIGGER case_assessed;

CREATE TRIGGER case_added AFTER INSERT ON case_file BEGIN
    INSERT INTO case_count VALUES (NEW.state, NEW.priority, coalesce(NEW.assignee, ''), 1)
    ON CONFLICT (state, priority, assignee) DO UPDATE SET cases = cases + 1;
    INSERT INTO case_tally
    SELECT NEW.month, fact, coalesce(value, ''), 1
    FROM (SELECT 'category' AS fact, NEW.category AS value UNION ALL
          SELECT 'language', NEW.language UNION ALL
          SELECT 'partner', NEW.partner UNION ALL
          SELECT 'outcome', NEW.outcome UNION ALL
          SELECT 'waited', NEW.waited UNION ALL
          SELECT 'country', NEW.country WHERE NEW.outcome = 'assessed_illegal' UNION ALL
          SELECT 'site_type', NEW.site_type WHERE NEW.outcome = 'assessed_illegal')
    WHERE NEW.origin IS NULL
    ON CONFLICT (month, fact, value) DO UPDATE SET cases = cases + 1;
END;

-- A case keeps its month, category, language, partner, waiting time and origin.
CREATE TRIGGER case_assessed AFTER UPDATE ON case_file
WHEN NEW.origin IS NULL
 AND (OLD.outcome, OLD.country, OLD.site_type) IS NOT (NEW.outcome, NEW.country, NEW.site_type) BEGIN
    UPDATE case_tally SET cases = cases - 1
    WHERE month = OLD.month
      AND ((fact = 'outcome' AND value = coalesce(OLD.outcome, ''))
        OR (OLD.outcome = 'assessed_illegal'
            AND ((fact = 'country' AND value = coalesce(OLD.country, ''))
              OR (fact = 'site_type' AND value = coalesce(OLD.site_type, '')))));
    INSERT INTO case_tally
    SELECT NEW.month, fact, coalesce(value, ''), 1
    FROM (SELECT 'outcome' AS fact, NEW.outcome AS value UNION ALL
          SELECT 'country', NEW.country WHERE NEW.outcome = 'assessed_illegal' UNION ALL
          SELECT 'site_type', NEW.site_type WHERE NEW.outcome = 'assessed_illegal')
    WHERE TRUE
    ON CONFLICT (month, fact, value) DO UPDATE SET cases = cases + 1;
    DELETE FROM case_tally WHERE month = OLD.month AND cases <= 0;
END;
