//! The rights of two roles of the database: the desk owns the tables, and the intake may do its own work alone.

use std::str::FromStr;

/// The name of a role of PostgreSQL: 1 to 63 letters, digits, underscores, hyphens and dots, in ASCII.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleName(String);

/// The text is not the name of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a role: 1 to 63 letters, digits, underscores, hyphens and dots")]
pub struct NotARole;

impl FromStr for RoleName {
    type Err = NotARole;

    fn from_str(name: &str) -> Result<Self, NotARole> {
        let may = |char: char| char.is_ascii_alphanumeric() || "_-.".contains(char);
        let is_name = (1..=63).contains(&name.len()) && name.chars().all(may);
        is_name.then(|| Self(name.to_owned())).ok_or(NotARole)
    }
}

impl RoleName {
    /// The name as an identifier of SQL.
    fn quoted(&self) -> String {
        format!("\"{}\"", self.0)
    }
}

/// What is done for both roles, in one transaction. Whatever the intake may not do by a line of this text, it
/// may not do.
///
/// The intake learns of reports only their ids, their hours and their places in the queue. Of the desk's records it reads
/// publications, and reads and adds parcels of other hotlines; of the heartbeats it writes its own.
const GRANTS: &str = r#"BEGIN;
DO $$
DECLARE made record;
BEGIN
    FOR made IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
        EXECUTE format('ALTER TABLE %I OWNER TO {desk}', made.tablename);
        EXECUTE format('REVOKE ALL ON %I FROM {intake}, PUBLIC', made.tablename);
    END LOOP;
    FOR made IN
        SELECT DISTINCT function.oid::regprocedure AS signature
        FROM pg_proc AS function
        JOIN pg_trigger AS fired ON fired.tgfoid = function.oid AND NOT fired.tgisinternal
        WHERE function.pronamespace = current_schema()::regnamespace
    LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO {desk}', made.signature);
    END LOOP;
    ALTER FUNCTION case_facts OWNER TO {desk};
    EXECUTE format('ALTER DATABASE %I OWNER TO {desk}', current_database());
    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA %I TO {desk}', current_schema());
    EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM {intake}, PUBLIC', current_schema());
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO {intake}', current_schema());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO {desk}, {intake}', current_database());
    EXECUTE format('REVOKE CREATE, TEMPORARY ON DATABASE %I FROM {intake}, PUBLIC', current_database());
END $$;
GRANT SELECT ON schema_version, owner, desk_key, heartbeat TO {intake};
GRANT SELECT, INSERT, DELETE ON intake_key TO {intake};
GRANT SELECT (id), INSERT ON epoch TO {intake};
GRANT SELECT (seq, id, received_hour, priority, leased_until, last_lease) ON report TO {intake};
GRANT INSERT (id, received_hour, priority, epoch, sealed, leased_until, lease, attempts, last_lease)
    ON report TO {intake};
GRANT SELECT, INSERT ON queue_change TO {intake};
GRANT INSERT, UPDATE ON heartbeat TO {intake};
GRANT SELECT, INSERT ON desk_record TO {intake};

ALTER TABLE heartbeat ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS intake_looks ON heartbeat;
CREATE POLICY intake_looks ON heartbeat FOR SELECT TO {intake} USING (true);
DROP POLICY IF EXISTS intake_beats ON heartbeat;
CREATE POLICY intake_beats ON heartbeat FOR INSERT TO {intake}
    WITH CHECK (part IN ('intake', 'intake_key'));
DROP POLICY IF EXISTS intake_beats_again ON heartbeat;
CREATE POLICY intake_beats_again ON heartbeat FOR UPDATE TO {intake}
    USING (part IN ('intake', 'intake_key'));

ALTER TABLE desk_record ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS intake_publishes ON desk_record;
CREATE POLICY intake_publishes ON desk_record FOR SELECT TO {intake}
    USING (kind IN ('publication', 'inbox', 'receipt'));
DROP POLICY IF EXISTS intake_receives ON desk_record;
CREATE POLICY intake_receives ON desk_record FOR INSERT TO {intake}
    WITH CHECK (kind IN ('inbox', 'receipt'));
COMMIT;
"#;

/// The SQL that gives both roles their rights, for the owner of the database or a superuser to run, once the tables are
/// there, and again after each update of them.
pub fn grants(intake: &RoleName, desk: &RoleName) -> String {
    GRANTS
        .replace("{intake}", &intake.quoted())
        .replace("{desk}", &desk.quoted())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_end_the_statement_that_it_is_in() {
        let role = |name: &str| name.parse::<RoleName>();
        assert_eq!(
            role("sealed-report.Intake_1").unwrap().quoted(),
            "\"sealed-report.Intake_1\""
        );
        for wrong in [
            "",
            "a\"b",
            "a'b",
            "a b",
            "a%Ib",
            "a$$b",
            "ä",
            &"a".repeat(64),
        ] {
            assert_eq!(role(wrong), Err(NotARole), "{wrong:?}");
        }
    }
}
