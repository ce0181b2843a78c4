-- The inbox and its mails. See libs/notifications/README.md.

create table notification (
  interaction_id uuid not null,
  person_id uuid not null references person (id),
  kind text not null check (kind in ('REPLY', 'OFFICIAL_ANSWER', 'SOLUTION', 'STATUS')),
  topic_id uuid not null,
  reply_id uuid,
  actor_person_id uuid,
  created_at timestamptz not null,
  read_at timestamptz,
  primary key (interaction_id, person_id)
) partition by range (interaction_id);
create table notification_default partition of notification default;
create index notification_person_idx on notification (person_id, interaction_id desc);
create index notification_unread_idx on notification (person_id) where read_at is null;

-- How far the log was told of. Unlike a cursor it never goes back: a rebuild tells nobody of the past.
create table notification_mark (
  id smallint primary key default 1 check (id = 1),
  position bigint not null default 0
);
insert into notification_mark default values;

-- What is to be mailed and what was. A mail is written when it is sent, in the words that its reader may see by then.
create table mail (
  id uuid primary key,
  person_id uuid not null references person (id),
  interaction_id uuid not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'withheld', 'failed')),
  attempts integer not null default 0,
  -- Also the lease of whoever is sending it: until then nobody else tries.
  next_attempt_at timestamptz not null,
  error text,
  recipient text,
  subject text,
  text text,
  created_at timestamptz not null,
  decided_at timestamptz,
  unique (interaction_id, person_id),
  check ((state = 'sent') = (recipient is not null and subject is not null and text is not null))
);
create index mail_due_idx on mail (next_attempt_at) where state = 'waiting';
create index mail_sent_idx on mail (decided_at desc, id desc) where state = 'sent';

-- A row only for those who said something; without one, mails are on.
create table mail_preference (
  person_id uuid primary key references person (id),
  notifications boolean not null
);
