-- A cleaned copy of a private question, which its author is asked to let the company publish. See libs/community/README.md.
create table publication (
  id uuid primary key,
  -- The private topic; the row is seen by whoever sees that.
  topic_id uuid not null references topic (id),
  person_id uuid not null references person (id),
  title text not null,
  body_md text not null,
  body_html text not null,
  asked_by_id uuid references person (id),
  asked_at timestamptz(3) not null,
  answered_at timestamptz(3),
  agreed boolean,
  public_topic_id uuid references topic (id)
);
create unique index publication_open_key on publication (topic_id) where answered_at is null;
create index publication_topic_idx on publication (topic_id, asked_at desc);
create index publication_person_idx on publication (person_id, asked_at desc);
-- Nothing of it is for visitors.
alter table publication enable row level security;
