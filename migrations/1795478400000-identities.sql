-- Signing in through networks, proving e-mails, second factors. See libs/identity/README.md.

-- A person whose network gives no e-mail has an account without one, and without a password.
alter table account alter column email drop not null;
alter table account alter column password_hash drop not null;
-- Null: only claimed. A claim blocks nobody who can prove the address.
alter table account add column email_verified_at timestamptz;
-- When whoever sits there last proved who they are; what could lock the owner out asks for a fresh proof.
alter table session add column proved_at timestamptz;

-- Who somebody is elsewhere. Never found by e-mail, only by issuer and subject.
create table identity (
  id uuid primary key,
  issuer text not null,
  subject text not null,
  person_id uuid not null references person (id),
  provider text not null,
  name text not null default '',
  email text,
  is_email_verified boolean not null default false,
  picture_id uuid,
  -- VK ID refreshes a token only for the device that got it.
  device_id text,
  refresh_sealed bytea,
  linked_at timestamptz not null,
  last_used_at timestamptz not null,
  unique (issuer, subject)
);
create index identity_person_idx on identity (person_id);

-- A way to a provider that has not come back yet: ten minutes, one browser, one use.
create table login_attempt (
  state_hash bytea primary key,
  browser_hash bytea not null,
  provider text not null,
  purpose text not null check (purpose in ('enter', 'link', 'prove')),
  session_id uuid references session (id) on delete cascade,
  verifier text,
  nonce text,
  return_path text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index login_attempt_age_idx on login_attempt (expires_at);

-- Tokens of the company's own site that were used.
create table used_token (
  issuer text not null,
  token_hash bytea not null,
  expires_at timestamptz not null,
  primary key (issuer, token_hash)
);

-- Links for one account and one use. Only the hash is kept; a newer link of the same purpose ends an older one.
create table account_token (
  token_hash bytea primary key,
  purpose text not null check (purpose in ('verify_email', 'change_email', 'reset_password', 'undo_link')),
  account_id uuid not null references account (id) on delete cascade,
  email text,
  identity_id uuid,
  issued_by_id uuid references person (id),
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index account_token_account_idx on account_token (account_id, purpose);

create table second_factor (
  account_id uuid primary key references account (id) on delete cascade,
  secret_sealed bytea not null,
  -- The last step of time whose code was taken: a code works once.
  last_step bigint not null default 0,
  created_at timestamptz not null,
  confirmed_at timestamptz
);
create table recovery_code (
  account_id uuid not null references account (id) on delete cascade,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (account_id, code_hash)
);

-- Somebody who proved the first factor and owes the second. No session yet: nothing that knows sessions lets them in.
create table pending_sign_in (
  token_hash bytea primary key,
  account_id uuid not null references account (id) on delete cascade,
  method text not null,
  provider text,
  created_at timestamptz not null,
  expires_at timestamptz not null
);

-- Two persons who may be one human. Strong reasons only; people decide.
create table person_match (
  id uuid primary key,
  person_id uuid not null references person (id),
  other_person_id uuid not null references person (id),
  reason text not null check (reason in ('verified_email')),
  found_at timestamptz not null,
  decided_at timestamptz,
  decided_by_id uuid references person (id),
  decision text check (decision in ('same', 'different')),
  unique (person_id, other_person_id, reason),
  check (person_id < other_person_id)
);

-- What was written to people about their accounts; links are left out where mail really goes.
create table account_letter (
  id uuid primary key,
  account_id uuid references account (id) on delete cascade,
  recipient text not null,
  subject text not null,
  text text not null,
  sent_at timestamptz not null
);
create index account_letter_sent_idx on account_letter (sent_at desc);

-- What a network asked us to forget, and that it was done.
create table data_deletion (
  code text primary key,
  provider text not null,
  asked_at timestamptz not null,
  done_at timestamptz
);
