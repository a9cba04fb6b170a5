"""Row-level security on PostgreSQL: the second wall behind the filters of our own queries.

A role that may only read stands in for ours while a vault's rows are read; what it sees is bound
by a setting of the transaction. A query that forgets its filter finds nothing beyond it. Whoever
owns the tables is not bound, so that writing costs nothing. SQLite has no such thing.
"""

from __future__ import annotations

from alembic import op

READER = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bazresyar_reader') THEN
        CREATE ROLE bazresyar_reader NOLOGIN;
    END IF;
    EXECUTE 'GRANT bazresyar_reader TO CURRENT_USER';
EXCEPTION WHEN insufficient_privilege THEN
    RAISE WARNING 'bazresyar_reader cannot be made here; see the guide of headquarters';
END
$$
"""
"""Where we may not make roles, whoever runs the database makes it; until then there is no wall."""

TABLES = """
DO $$
DECLARE
    one record;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bazresyar_reader') THEN
        RETURN;
    END IF;
    FOR one IN SELECT tablename FROM pg_tables
        WHERE schemaname = current_schema() AND tablename NOT LIKE 'hq\\_%'
            AND tablename NOT LIKE '%alembic_version'
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', one.tablename);
        EXECUTE format('GRANT SELECT ON %I TO bazresyar_reader', one.tablename);
    END LOOP;
    ALTER TABLE hq_feed ENABLE ROW LEVEL SECURITY;
    GRANT SELECT ON hq_feed, hq_sequences TO bazresyar_reader;
END
$$
"""
"""A table without a policy has no rows for the reader; headquarters' own are closed to it."""

SCOPES = """
CREATE FUNCTION bazresyar_scopes() RETURNS text[] LANGUAGE sql STABLE AS
$$ SELECT string_to_array(current_setting('bazresyar.scopes', true), chr(31)) $$
"""
AGENCY = """
CREATE FUNCTION bazresyar_agency(visit bytea) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS
$$
    SELECT 'agency/' || agency || '/' || province FROM visits
    WHERE id = visit AND NOT (visibility = 'covert' AND revealed_at IS NULL)
$$
"""
"""Who has a finding as an agency may not see the visit itself."""

POLICIES = (
    """
    CREATE POLICY scoped ON hq_feed FOR SELECT
    USING (scope = ANY ((SELECT bazresyar_scopes())::text[]))
    """,
    """
    CREATE POLICY scoped ON entries FOR SELECT
    USING (EXISTS (SELECT FROM hq_feed f WHERE f.stamp = entries.stamp))
    """,
    """
    CREATE POLICY scoped ON bodies FOR SELECT
    USING (EXISTS (
        SELECT FROM entries e WHERE e.vault = bodies.vault
        AND e.epoch = bodies.epoch AND e.counter = bodies.counter
    ))
    """,
    """
    CREATE POLICY scoped ON visits FOR SELECT
    USING (
        'case/' || encode(id, 'hex') = ANY ((SELECT bazresyar_scopes())::text[])
        OR NOT (visibility = 'covert' AND revealed_at IS NULL) AND (
            'open/' || encode(id, 'hex') = ANY ((SELECT bazresyar_scopes())::text[])
            OR 'office/' || encode(office_id, 'hex') = ANY ((SELECT bazresyar_scopes())::text[])
            OR 'province/' || province = ANY ((SELECT bazresyar_scopes())::text[])
            OR province <> '' AND 'province/*' = ANY ((SELECT bazresyar_scopes())::text[])
        )
    )
    """,
    """
    CREATE POLICY scoped ON visit_members FOR SELECT
    USING (EXISTS (SELECT FROM visits v WHERE v.id = visit_id))
    """,
    """
    CREATE POLICY scoped ON visit_plans FOR SELECT
    USING ('case/' || encode(visit_id, 'hex') = ANY ((SELECT bazresyar_scopes())::text[]))
    """,
    """
    CREATE POLICY scoped ON findings FOR SELECT
    USING (
        EXISTS (SELECT FROM visits v WHERE v.id = visit_id)
        OR state IN ('communicated', 'answered', 'action_required', 'no_action', 'closed')
        AND bazresyar_agency(visit_id) = ANY ((SELECT bazresyar_scopes())::text[])
    )
    """,
    """
    CREATE POLICY scoped ON letters FOR SELECT
    USING (
        'office/' || encode(office_id, 'hex') = ANY ((SELECT bazresyar_scopes())::text[])
        OR state IN ('sent', 'answered') AND 'agency/' || addressee_agency || '/'
            || addressee_province = ANY ((SELECT bazresyar_scopes())::text[])
    )
    """,
    "CREATE POLICY everybody ON provinces FOR SELECT USING (true)",
    "CREATE POLICY everybody ON counties FOR SELECT USING (true)",
    "CREATE POLICY everybody ON agencies FOR SELECT USING (true)",
    "CREATE POLICY everybody ON units FOR SELECT USING (true)",
    "CREATE POLICY everybody ON posts FOR SELECT USING (true)",
    "CREATE POLICY everybody ON offices FOR SELECT USING (true)",
)


def create() -> None:
    """Put them up, where the database knows them."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for statement in (READER, TABLES, SCOPES, AGENCY, *POLICIES):
        op.execute(statement)
