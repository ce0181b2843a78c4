-- Need and demand: the living FAQ (libs/faq/README.md). A state projection: all of it can be rebuilt from the log.

create table need (
  topic_id uuid not null,
  kind text not null check (kind in ('ME_TOO', 'ANSWER_VOTE', 'FOLLOW')),
  person_id uuid not null,
  -- The reply voted for; the topic itself for the other kinds.
  subject_id uuid not null,
  at timestamptz not null,
  is_withdrawn boolean not null default false,
  primary key (topic_id, kind, person_id, subject_id)
);
create table need_topic (
  topic_id uuid primary key,
  asked_at timestamptz not null,
  imported_need integer not null default 0,
  solution_reply_id uuid,
  official_reply_id uuid
);
create table demand (
  topic_id uuid primary key,
  audience_id integer not null,
  topic_state text not null,
  -- M/h + log2(Σ w·2^((t−M)/h)): comparing two scores compares the demands at any moment.
  score double precision not null,
  people integer not null,
  imported_need integer not null,
  is_eligible boolean not null,
  foreign key (topic_id, audience_id, topic_state) references topic (id, audience_id, state) on update cascade
);
create index demand_score_idx on demand (score desc, topic_id) where is_eligible and topic_state = 'published';
alter table demand enable row level security;
create policy public_demand on demand for select to portal_public using (audience_id = 1 and topic_state = 'published');
grant select on demand to portal_public;

-- "Did this help?" One word per person or visitor and topic; the text of the log stays free of it.
create table helped (
  topic_id uuid not null,
  audience_id integer not null,
  topic_state text not null,
  teller bytea not null,
  person_id uuid references person (id),
  helped boolean not null,
  at timestamptz not null,
  primary key (topic_id, teller),
  foreign key (topic_id, audience_id, topic_state) references topic (id, audience_id, state) on update cascade
);
