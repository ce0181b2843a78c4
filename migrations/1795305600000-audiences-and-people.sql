-- Audiences, people, accounts, sessions. See libs/visibility/README.md for the gate.

-- The role of anonymous reading. Roles belong to the cluster, not to the database: another database may have made it,
-- or an administrator, where our user may not.
do $$
begin
  if not exists (select from pg_roles where rolname = 'portal_public') then
    create role portal_public nologin noinherit;
  end if;
exception when duplicate_object or unique_violation then null;
end
$$;
do $$
begin
  if not pg_has_role(current_user, 'portal_public', 'MEMBER') then
    execute format('grant portal_public to %I', current_user);
  end if;
end
$$;
revoke create on schema public from public;
do $$ begin execute format('revoke temporary on database %I from public', current_database()); end $$;
grant usage on schema public to portal_public;

create table site (
  id smallint primary key default 1 check (id = 1),
  name text not null,
  accent text not null check (accent ~ '^#[0-9a-f]{6}$'),
  version bigint not null default 1
);
insert into site (name, accent) values ('Veche', '#2f6fde');
grant select (id, name, accent, version) on site to portal_public;

create table person (
  id uuid primary key,
  handle text not null,
  name text not null,
  title text not null default '',
  bio text not null default '',
  -- Kept beside the roles so that a list row needs no second table; role_grant is the truth.
  is_representative boolean not null default false,
  was_representative boolean not null default false,
  source text not null default 'portal',
  external_id text,
  merged_into_id uuid references person (id),
  state text not null default 'active' check (state in ('active', 'suspended', 'erased')),
  joined_at timestamptz not null,
  created_at timestamptz not null
);
create unique index person_handle_key on person (lower(handle));
create unique index person_source_key on person (source, external_id) where external_id is not null;
alter table person enable row level security;
create policy public_people on person for select to portal_public using (state <> 'erased');
grant select (id, handle, name, title, bio, is_representative, was_representative, source, merged_into_id, state, joined_at) on person to portal_public;

-- 1 everyone, 2 members, 3 staff; 100 … 999,999,999 groups and organisations;
-- from 1,000,000,000 one person and the company, so that "any private question" is a range of integers.
create table audience (
  id integer primary key,
  kind text not null check (kind in ('everyone', 'members', 'staff', 'private')),
  person_id uuid references person (id),
  check ((kind = 'private') = (person_id is not null)),
  check ((kind = 'private') = (id >= 1000000000))
);
create unique index audience_person_key on audience (person_id) where kind = 'private';
create sequence audience_private_id as integer start 1000000000 minvalue 1000000000;
insert into audience (id, kind) values (1, 'everyone'), (2, 'members'), (3, 'staff');

create table account (
  id uuid primary key,
  person_id uuid not null unique references person (id),
  email text not null,
  password_hash text not null,
  locale text check (locale in ('en', 'ru')),
  theme text check (theme in ('light', 'dark', 'system')),
  created_at timestamptz not null,
  password_changed_at timestamptz not null
);
create unique index account_email_key on account (lower(email));

create table role_grant (
  person_id uuid not null references person (id),
  role text not null check (role in ('REPRESENTATIVE', 'OPERATOR', 'MODERATOR', 'CRM_ADMIN', 'ADMIN')),
  granted_by_id uuid references person (id),
  granted_at timestamptz not null,
  primary key (person_id, role)
);

create table session (
  id uuid primary key,
  token_hash bytea not null unique,
  account_id uuid not null references account (id) on delete cascade,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  device text not null default '',
  address text not null default ''
);
create index session_account_idx on session (account_id, last_seen_at desc);

create table consent (
  person_id uuid not null references person (id),
  purpose text not null,
  version text not null,
  source text not null,
  granted_at timestamptz not null,
  withdrawn_at timestamptz,
  primary key (person_id, purpose, granted_at)
);

-- One-time links: the first administrator's, later others. Only the hash is kept.
create table one_time_link (
  token_hash bytea primary key,
  purpose text not null check (purpose in ('setup')),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

-- Brakes on guessing and flooding; the columns are those that rate-limiter-flexible expects.
create unlogged table brake (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);
create index brake_expire_idx on brake (expire);

create table idempotency_key (
  person_id uuid not null references person (id),
  command text not null,
  key text not null,
  input_hash bytea not null,
  result_id uuid not null,
  created_at timestamptz not null,
  primary key (person_id, command, key)
);
create index idempotency_key_age_idx on idempotency_key (created_at);

create table audit_entry (
  id uuid primary key,
  at timestamptz not null,
  actor_person_id uuid references person (id),
  act text not null,
  subject text not null,
  detail jsonb not null default '{}'
);
