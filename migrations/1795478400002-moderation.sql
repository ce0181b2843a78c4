-- Moderation: the audit log is append-only, posts wait for a moderator, flags, and what is done about people. See libs/moderation/README.md.

-- The group in which something was done, for its owners; the subject may be a topic in it.
alter table audit_entry add column group_id uuid;
create index audit_entry_time_idx on audit_entry (at desc, id desc);
create index audit_entry_actor_idx on audit_entry (actor_person_id, at desc, id desc);
create index audit_entry_act_idx on audit_entry (act, at desc, id desc);
create index audit_entry_group_idx on audit_entry (group_id, at desc, id desc) where group_id is not null;

-- No role of ours changes or removes what was written, the owner of the table included. Erasing a person needs neither: entries name
-- people by id, and the person's row is emptied. A restore takes triggers away and puts them back within its transaction.
create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is append-only' using errcode = 'restrict_violation';
end $$;
create trigger audit_append_only before update or delete on audit_entry
  for each row execute function audit_is_append_only();
create trigger audit_kept before truncate on audit_entry
  for each statement execute function audit_is_append_only();
revoke update, delete, truncate on audit_entry from public;

-- Which first posts wait for a moderator.
alter table site add column first_posts text not null default 'FIRST_LINK';
alter table site add constraint site_first_posts_check check (first_posts in ('NONE', 'FIRST_LINK', 'FIRST', 'FIRST_THREE')) not valid;

alter table person drop constraint person_state_check;
alter table person add constraint person_state_check check (state in ('active', 'suspended', 'banned', 'erased')) not valid;
-- Posts that a moderator let through. Whoever is here already is known.
alter table person add column approved_posts smallint not null default 3;
alter table person alter column approved_posts set default 0;
-- Until then the person reads and does not write.
alter table person add column silenced_until timestamptz;

-- What moderators did, one row for each person it was done to; undone by another act, never forgotten.
create table moderation_act (
  id uuid primary key,
  kind text not null check (kind in ('APPROVE', 'REMOVE', 'WARN', 'SILENCE', 'SUSPEND', 'BAN')),
  actor_person_id uuid references person (id),
  -- Whose posts, or whom.
  person_id uuid references person (id),
  reason text check (reason in ('SPAM', 'INSULT', 'OFF_TOPIC', 'PERSONAL_DATA', 'UNLAWFUL', 'OTHER')),
  words text not null default '',
  until timestamptz,
  -- Where a leader of a group did it.
  group_id uuid references groups (id),
  at timestamptz(3) not null,
  undone_at timestamptz(3),
  undone_by_id uuid references person (id)
);
create index moderation_act_time_idx on moderation_act (at desc, id desc);
create index moderation_act_person_idx on moderation_act (person_id, at desc);
create index moderation_act_until_idx on moderation_act (until) where undone_at is null and until is not null;

-- One post that somebody has to look at. It goes with its topic, and is seen by those who see the post and keep order there.
create table moderation_case (
  id uuid primary key,
  topic_id uuid not null,
  audience_id integer not null,
  topic_state text not null,
  reply_id uuid references reply (id),
  -- Who wrote it.
  person_id uuid references person (id),
  why text not null check (why in ('FIRST_POST', 'MACHINE', 'FLAG', 'PERSON')),
  state text not null default 'open' check (state in ('open', 'approved', 'removed')),
  opened_at timestamptz(3) not null,
  foreign key (topic_id, audience_id, topic_state) references topic (id, audience_id, state) on update cascade
);
create unique index moderation_case_topic_key on moderation_case (topic_id) where state = 'open' and reply_id is null;
create unique index moderation_case_reply_key on moderation_case (reply_id) where state = 'open' and reply_id is not null;
create index moderation_case_open_idx on moderation_case (opened_at, id) where state = 'open';
create index moderation_case_person_idx on moderation_case (person_id, opened_at);
create index moderation_case_topic_idx on moderation_case (topic_id);

-- What an act did to a case's post, so that it can be undone to exactly what was before.
create table moderation_step (
  act_id uuid not null references moderation_act (id),
  case_id uuid not null references moderation_case (id),
  case_from text not null,
  post_from text not null,
  primary key (act_id, case_id)
);
create index moderation_step_case_idx on moderation_step (case_id);

create table moderation_flag (
  case_id uuid not null references moderation_case (id),
  person_id uuid not null references person (id),
  reason text not null check (reason in ('SPAM', 'INSULT', 'OFF_TOPIC', 'PERSONAL_DATA', 'UNLAWFUL', 'OTHER')),
  words text not null default '',
  at timestamptz(3) not null,
  primary key (case_id, person_id)
);

-- Nothing of it is for visitors.
alter table moderation_act enable row level security;
alter table moderation_case enable row level security;
alter table moderation_step enable row level security;
alter table moderation_flag enable row level security;
