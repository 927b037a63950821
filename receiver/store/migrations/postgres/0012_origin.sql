-- The hotline that referred a case to us; NULL if a reporter did. Only reporters' cases are counted among
-- the reports of the public.
ALTER TABLE case_file ADD COLUMN origin TEXT;

CREATE OR REPLACE FUNCTION case_facts(it case_file, step BIGINT)
RETURNS TABLE (month BIGINT, fact TEXT, value TEXT, change BIGINT) LANGUAGE sql IMMUTABLE AS $$
    SELECT it.month, named.fact, coalesce(named.value, ''), step
    FROM (VALUES ('category', it.category), ('language', it.language), ('partner', it.partner),
                 ('outcome', it.outcome), ('waited', it.waited), ('country', it.country),
                 ('site_type', it.site_type)) AS named (fact, value)
    WHERE it.origin IS NULL
      AND (named.fact NOT IN ('country', 'site_type') OR it.outcome = 'assessed_illegal')
$$;
