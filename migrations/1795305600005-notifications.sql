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

-- Mails written when no mail server is configured, shown at /admin/mail, and the record of what was sent.
create table mail (
  id uuid primary key,
  person_id uuid references person (id),
  interaction_id uuid,
  recipient text not null,
  subject text not null,
  text text not null,
  html text not null,
  created_at timestamptz not null,
  sent_at timestamptz,
  unique (interaction_id, person_id)
);
create index mail_created_idx on mail (created_at desc);
