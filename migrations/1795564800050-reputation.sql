-- Reputation: what helpers earned, as a ledger (libs/reputation/README.md). All five tables are a state projection of the log.

-- What the rules ask about a topic or a reply.
create table reputation_post (
  post_id uuid primary key,
  topic_id uuid not null,
  author_person_id uuid,
  made_at timestamptz not null,
  is_deleted boolean not null default false,
  -- Of topics: the verdicts that stand.
  solution_reply_id uuid,
  official_reply_id uuid
);
create index reputation_post_topic_idx on reputation_post (topic_id);

-- Why somebody earns: one row per post, kind and giver for ever, so that an act done again is worth what it was the first time.
create table reputation_cause (
  post_id uuid not null,
  kind text not null check (kind in ('TOPIC_VOTE', 'REPLY_VOTE', 'SOLUTION', 'CHOICE', 'OFFICIAL')),
  -- Who gave it; zeros for verdicts, which are given once whoever gives them.
  giver_person_id uuid not null,
  topic_id uuid not null,
  earner_person_id uuid not null,
  points integer not null check (points >= 0),
  -- The day (UTC) on which it was first given: what the caps count.
  day date not null,
  is_given boolean not null,
  -- Given, and neither its post nor its topic is deleted.
  stands boolean not null,
  primary key (post_id, kind, giver_person_id)
);
create index reputation_cause_topic_idx on reputation_cause (topic_id);
create index reputation_cause_day_idx on reputation_cause (earner_person_id, day) include (giver_person_id, points)
  where kind in ('TOPIC_VOTE', 'REPLY_VOTE');

-- The ledger. The interaction brought it about; `nth` numbers what one interaction brought about.
create table reputation_entry (
  interaction_id uuid not null,
  nth integer not null,
  person_id uuid not null,
  kind text not null,
  post_id uuid not null,
  topic_id uuid not null,
  -- Less than 0: the exact reverse of what the same cause had given.
  points integer not null check (points <> 0),
  at timestamptz not null,
  primary key (interaction_id, nth)
);
create index reputation_entry_person_idx on reputation_entry (person_id, interaction_id desc, nth desc);
create function reputation_entry_is_immutable() returns trigger language plpgsql as $$
begin
  raise exception 'an entry of the ledger is never changed' using errcode = 'restrict_violation';
end $$;
-- Emptying all of it is how a rebuild begins.
create trigger reputation_entry_immutable before update or delete on reputation_entry
  for each row execute function reputation_entry_is_immutable();

-- What a person has in a topic by the day on which it was given: profiles and leaderboards add up what the viewer sees of it.
create table reputation_sum (
  person_id uuid not null,
  topic_id uuid not null,
  day date not null,
  audience_id integer not null,
  topic_state text not null,
  points integer not null,
  primary key (person_id, topic_id, day),
  foreign key (topic_id, audience_id, topic_state) references topic (id, audience_id, state) on update cascade
);
create index reputation_sum_topic_idx on reputation_sum (topic_id, audience_id, topic_state);
create index reputation_sum_day_idx on reputation_sum (day);
alter table reputation_sum enable row level security;
create policy public_reputation on reputation_sum for select to portal_public using (audience_id = 1 and topic_state = 'published');
grant select on reputation_sum to portal_public;

-- Points of merged persons are the survivor's.
create function surviving_person(who uuid) returns uuid language sql stable as $$
  with recursive alias as (
    select id, merged_into_id, 1 as step from person where id = who
    union all
    select p.id, p.merged_into_id, step + 1 from alias join person p on p.id = alias.merged_into_id where step < 20
  ) select id from alias order by step desc limit 1
$$;
