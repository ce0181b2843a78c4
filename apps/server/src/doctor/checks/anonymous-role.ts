import { sql } from '@veche/platform';
import type { DatabaseCheck, Finding } from '../check.js';

/** What visitors must never read; a grant on one of these is a leak that no condition of ours would stop. */
const PRIVATE = [
  ...['account', 'session', 'role_grant', 'consent', 'one_time_link', 'idempotency_key', 'audit_entry', 'draft', 'brake'],
  ...['interaction', 'delivery', 'delivery_attempt', 'crm_connection', 'notification', 'mail', 'note', 'revision', 'search_query'],
  ...['visitor_salt', 'first_source', 'need', 'topic_vote', 'reply_vote', 'topic_follow', 'search_document'],
];
/** Columns of tables that visitors otherwise read. */
const PRIVATE_COLUMNS = [
  'topic.body_md',
  'reply.body_md',
  'topic.external_id',
  'reply.external_id',
  'person.external_id',
  'file.owner_person_id',
];

/** The role of anonymous reading is there, ours to act as, and may do nothing but read what is public. */
export const anonymousRole: DatabaseCheck = {
  needsDatabase: true,
  async look({ connection }) {
    const [role] = await connection.rows<{ mighty: boolean; member: boolean }>(
      sql`select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as mighty, pg_has_role(current_user, oid, 'MEMBER') as member
          from pg_roles where rolname = 'portal_public'`,
    );
    if (role === undefined || !role.member) return [absent(role !== undefined)];
    const extra = await connection.rows<{ what: string }>(
      sql`select what from (
            select p.what || ' on ' || c.relname as what from pg_class c, unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) as p(what)
              where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') and has_table_privilege('portal_public', c.oid, p.what)
            union all
            select 'SELECT on ' || c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relname = any (${PRIVATE})
              and has_any_column_privilege('portal_public', c.oid, 'SELECT')
            union all
            select 'SELECT on ' || name from unnest(${PRIVATE_COLUMNS}::text[]) as name
              where has_column_privilege('portal_public', ('public.' || split_part(name, '.', 1))::regclass, split_part(name, '.', 2), 'SELECT')
            union all
            select 'CREATE on the schema' where has_schema_privilege('portal_public', 'public', 'CREATE')
            union all
            select 'TEMPORARY on the database' where has_database_privilege('portal_public', current_database(), 'TEMPORARY')
          ) as found order by what`,
    );
    const tooMuch = [...(role.mighty ? ['superuser, bypassrls, createrole or createdb'] : []), ...extra.map(({ what }) => what)];
    return tooMuch.length === 0 ? [] : [tooMighty(tooMuch)];
  },
};

function absent(isThere: boolean): Finding {
  return {
    name: 'anonymous-role-missing',
    says: {
      en: `The role portal_public, as which visitors read, ${isThere ? 'may not be used by our user' : 'does not exist'}.`,
      ru: `Роль portal_public, под которой читают посетители, ${isThere ? 'недоступна нашему пользователю' : 'отсутствует'}.`,
    },
    mend: {
      en: `As an administrator: ${isThere ? '' : 'create role portal_public nologin noinherit; '}grant portal_public to USER; then restore its grants from migrations/.`,
      ru: `Как администратор: ${isThere ? '' : 'create role portal_public nologin noinherit; '}grant portal_public to USER; затем верните её права из migrations/.`,
    },
  };
}

function tooMighty(rights: string[]): Finding {
  return {
    name: 'anonymous-role-too-mighty',
    says: {
      en: `Visitors read as portal_public, and it may more than it must: ${rights.join(', ')}.`,
      ru: `Посетители читают под ролью portal_public, а ей дозволено лишнее: ${rights.join(', ')}.`,
    },
    mend: {
      en: 'Take it back now: revoke … from portal_public (and from public);',
      ru: 'Отберите сейчас же: revoke … from portal_public (и from public);',
    },
  };
}
