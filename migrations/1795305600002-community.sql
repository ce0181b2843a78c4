-- Topics, replies and what hangs on them. Every child carries its parent's audience and state
-- by a composite key with ON UPDATE CASCADE (libs/visibility/README.md).

create table product (
  id uuid primary key,
  slug text not null unique,
  name text not null,
  description text not null default '',
  position integer not null default 0,
  is_archived boolean not null default false,
  created_at timestamptz not null
);
create table tag (
  id uuid primary key,
  slug text not null unique,
  name text not null,
  created_at timestamptz not null
);
create unique index tag_name_key on tag (lower(name));
create table tag_synonym (
  name text primary key check (name = lower(name)),
  tag_id uuid not null references tag (id)
);
create index tag_synonym_tag_idx on tag_synonym (tag_id);

create table topic (
  id uuid primary key,
  key text not null unique check (key ~ '^[0-9a-hjkmnp-tv-z]{8}$'),
  slug text not null,
  kind text not null check (kind in ('QUESTION', 'PROBLEM', 'IDEA', 'PRAISE', 'UPDATE')),
  state text not null default 'published' check (state in ('published', 'held', 'hidden', 'deleted')),
  audience_id integer not null references audience (id),
  -- Moved to private, and nothing was said there since: the company may take the move back.
  may_go_back boolean not null default false,
  status text,
  title text not null,
  body_md text not null,
  body_html text not null,
  excerpt text not null,
  author_person_id uuid references person (id),
  author_name text not null,
  -- Milliseconds, as cursors carry them: a keyset page would skip what differs by less.
  created_at timestamptz(3) not null,
  edited_at timestamptz,
  moved_at timestamptz(3) not null,
  closed_at timestamptz,
  closed_by_id uuid references person (id),
  deleted_by_id uuid references person (id),
  solution_reply_id uuid,
  solution_by_id uuid references person (id),
  official_reply_id uuid,
  official_by_id uuid references person (id),
  official_title text not null default '',
  official_at timestamptz,
  vote_count integer not null default 0,
  imported_score integer not null default 0,
  -- Votes here plus the imported total: what lists sort by.
  score integer generated always as (vote_count + imported_score) stored,
  follower_count integer not null default 0,
  answer_count integer not null default 0,
  comment_count integer not null default 0,
  -- What topic_product and topic_tag say, kept by trigger: a list row then needs no look into indexes as large as this table.
  product_ids uuid[] not null default '{}',
  tag_ids uuid[] not null default '{}',
  source text not null default 'portal',
  external_id text,
  unique (id, audience_id, state),
  check ((kind = 'IDEA' and status in ('OPEN', 'UNDER_CONSIDERATION', 'PLANNED', 'STARTED', 'DONE', 'DECLINED'))
      or (kind = 'PROBLEM' and status in ('OPEN', 'ACKNOWLEDGED', 'IN_PROGRESS', 'FIXED', 'NOT_A_PROBLEM'))
      or (kind in ('QUESTION', 'PRAISE', 'UPDATE') and status is null))
);
create unique index topic_source_key on topic (source, external_id) where external_id is not null;
-- The lists, each in its order; the id breaks ties so that a keyset page never skips.
create index topic_moved_idx on topic (moved_at desc, id desc) where state = 'published';
create index topic_new_idx on topic (created_at desc, id desc) where state = 'published';
create index topic_score_idx on topic (score desc, id desc) where state = 'published';
create index topic_kind_moved_idx on topic (kind, moved_at desc, id desc) where state = 'published';
create index topic_kind_new_idx on topic (kind, created_at desc, id desc) where state = 'published';
create index topic_kind_score_idx on topic (kind, score desc, id desc) where state = 'published';
create index topic_unanswered_idx on topic (moved_at desc, id desc) where state = 'published' and answer_count = 0;
create index topic_kind_unanswered_idx on topic (kind, moved_at desc, id desc) where state = 'published' and answer_count = 0;
create index topic_solved_idx on topic (moved_at desc, id desc) where state = 'published' and solution_reply_id is not null;
create index topic_official_idx on topic (moved_at desc, id desc) where state = 'published' and official_reply_id is not null;
create index topic_status_idx on topic (status, moved_at desc, id desc) where state = 'published' and status is not null;
create index topic_author_idx on topic (author_person_id, created_at desc, id desc);

create table reply (
  id uuid primary key,
  topic_id uuid not null,
  audience_id integer not null,
  topic_state text not null,
  kind text not null check (kind in ('ANSWER', 'COMMENT')),
  parent_reply_id uuid,
  parent_state text,
  state text not null default 'published' check (state in ('published', 'held', 'hidden', 'deleted')),
  body_md text not null,
  body_html text not null,
  author_person_id uuid references person (id),
  author_name text not null,
  created_at timestamptz(3) not null,
  edited_at timestamptz,
  deleted_by_id uuid references person (id),
  vote_count integer not null default 0,
  imported_score integer not null default 0,
  score integer generated always as (vote_count + imported_score) stored,
  source text not null default 'portal',
  external_id text,
  foreign key (topic_id, audience_id, topic_state) references topic (id, audience_id, state) on update cascade,
  unique (id, state),
  unique (id, topic_id),
  foreign key (parent_reply_id, parent_state) references reply (id, state) on update cascade,
  check ((parent_reply_id is null) = (parent_state is null)),
  check (kind = 'COMMENT' or parent_reply_id is null)
);
create unique index reply_source_key on reply (source, external_id) where external_id is not null;
create index reply_topic_best_idx on reply (topic_id, score desc, created_at, id) where kind = 'ANSWER';
create index reply_topic_level_idx on reply (topic_id, kind, created_at, id) where parent_reply_id is null;
create index reply_topic_time_idx on reply (topic_id, created_at, id);
create index reply_parent_idx on reply (parent_reply_id, created_at, id) where parent_reply_id is not null;
create index reply_author_idx on reply (author_person_id, created_at desc, id desc);
alter table topic add foreign key (solution_reply_id, id) references reply (id, topic_id);
alter table topic add foreign key (official_reply_id, id) references reply (id, topic_id);

-- The topic's times stand in these rows too, so that the list of a product or tag is one index scan however
-- many topics it has.
create table topic_product (
  topic_id uuid not null,
  audience_id integer not null,
  topic_state text not null,
  product_id uuid not null references product (id),
  created_at timestamptz(3) not null,
  moved_at timestamptz(3) not null,
  primary key (topic_id, product_id),
  foreign key (topic_id, audience_id, topic_state) references topic (id, audience_id, state) on update cascade
);
create index topic_product_moved_idx on topic_product (product_id, moved_at desc, topic_id desc) where topic_state = 'published';
create index topic_product_new_idx on topic_product (product_id, created_at desc, topic_id desc) where topic_state = 'published';
create table topic_tag (
  topic_id uuid not null,
  audience_id integer not null,
  topic_state text not null,
  tag_id uuid not null references tag (id),
  created_at timestamptz(3) not null,
  moved_at timestamptz(3) not null,
  primary key (topic_id, tag_id),
  foreign key (topic_id, audience_id, topic_state) references topic (id, audience_id, state) on update cascade
);
create index topic_tag_moved_idx on topic_tag (tag_id, moved_at desc, topic_id desc) where topic_state = 'published';
create index topic_tag_new_idx on topic_tag (tag_id, created_at desc, topic_id desc) where topic_state = 'published';

-- A list by product or tag meets each topic once, which the columns alone do not tell the planner.
alter table topic_product alter column topic_id set (n_distinct = -1);
alter table topic_tag alter column topic_id set (n_distinct = -1);

create function label_topic() returns trigger language plpgsql as $$
begin
  select created_at, moved_at into strict new.created_at, new.moved_at from topic where id = new.topic_id;
  return new;
end $$;
create trigger topic_product_times before insert on topic_product for each row execute function label_topic();
create trigger topic_tag_times before insert on topic_tag for each row execute function label_topic();
create function carry_labels() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'topic_product' then
    update topic t set product_ids = array(select l.product_id from topic_product l where l.topic_id = t.id order by l.product_id)
      where t.id in (select topic_id from changed);
  else
    update topic t set tag_ids = array(select l.tag_id from topic_tag l where l.topic_id = t.id order by l.tag_id)
      where t.id in (select topic_id from changed);
  end if;
  return null;
end $$;
create trigger topic_product_added after insert on topic_product referencing new table as changed
  for each statement execute function carry_labels();
create trigger topic_product_taken after delete on topic_product referencing old table as changed
  for each statement execute function carry_labels();
create trigger topic_tag_added after insert on topic_tag referencing new table as changed
  for each statement execute function carry_labels();
create trigger topic_tag_taken after delete on topic_tag referencing old table as changed
  for each statement execute function carry_labels();

create function move_labels() returns trigger language plpgsql as $$
begin
  update topic_product set moved_at = new.moved_at where topic_id = new.id;
  update topic_tag set moved_at = new.moved_at where topic_id = new.id;
  return null;
end $$;
create trigger topic_labels_moved after update of moved_at on topic
  for each row when (old.moved_at <> new.moved_at) execute function move_labels();

-- How many topics a product or tag has, per audience and state, so that a total can be
-- summed over what the viewer sees (decision 10). Kept by trigger: cascades from a moved topic count too.
create table topic_tally (
  subject_id uuid not null,
  audience_id integer not null,
  topic_state text not null,
  topics integer not null,
  primary key (subject_id, audience_id, topic_state)
);
create function tally_topic() returns trigger language plpgsql as $$
declare
  subject text := tg_argv[0];
  gone uuid;
  come uuid;
begin
  if tg_op <> 'INSERT' then
    gone := (to_jsonb(old) ->> subject)::uuid;
    update topic_tally set topics = topics - 1
      where subject_id = gone and audience_id = old.audience_id and topic_state = old.topic_state;
  end if;
  if tg_op <> 'DELETE' then
    come := (to_jsonb(new) ->> subject)::uuid;
    insert into topic_tally values (come, new.audience_id, new.topic_state, 1)
      on conflict (subject_id, audience_id, topic_state) do update set topics = topic_tally.topics + 1;
  end if;
  return null;
end $$;
-- Not for a new time: a tally's row would be fought for by every reply.
create trigger topic_product_tally after insert or delete or update of audience_id, topic_state, product_id on topic_product
  for each row execute function tally_topic('product_id');
create trigger topic_tag_tally after insert or delete or update of audience_id, topic_state, tag_id on topic_tag
  for each row execute function tally_topic('tag_id');

create table topic_vote (
  topic_id uuid not null,
  audience_id integer not null,
  topic_state text not null,
  person_id uuid not null references person (id),
  created_at timestamptz not null,
  primary key (person_id, topic_id),
  foreign key (topic_id, audience_id, topic_state) references topic (id, audience_id, state) on update cascade
);
create index topic_vote_topic_idx on topic_vote (topic_id);
create table reply_vote (
  reply_id uuid not null references reply (id),
  topic_id uuid not null,
  audience_id integer not null,
  topic_state text not null,
  person_id uuid not null references person (id),
  created_at timestamptz not null,
  primary key (reply_id, person_id),
  foreign key (topic_id, audience_id, topic_state) references topic (id, audience_id, state) on update cascade
);
create index reply_vote_topic_idx on reply_vote (topic_id, person_id);
create index reply_vote_person_idx on reply_vote (person_id);
create table topic_follow (
  topic_id uuid not null,
  audience_id integer not null,
  topic_state text not null,
  person_id uuid not null references person (id),
  created_at timestamptz not null,
  primary key (topic_id, person_id),
  foreign key (topic_id, audience_id, topic_state) references topic (id, audience_id, state) on update cascade
);
create index topic_follow_person_idx on topic_follow (person_id, created_at desc);

create table status_change (
  id uuid primary key,
  topic_id uuid not null,
  audience_id integer not null,
  topic_state text not null,
  from_status text,
  to_status text not null,
  word_md text not null,
  word_html text not null,
  person_id uuid references person (id),
  signed_title text not null default '',
  is_imported boolean not null default false,
  created_at timestamptz not null,
  foreign key (topic_id, audience_id, topic_state) references topic (id, audience_id, state) on update cascade
);
create index status_change_topic_idx on status_change (topic_id, created_at);

-- Every version of an edited text, the first one and the one that stands now included; none before the first edit.
create table revision (
  id uuid primary key,
  topic_id uuid not null,
  audience_id integer not null,
  topic_state text not null,
  reply_id uuid,
  reply_state text,
  title text,
  body_md text not null,
  editor_person_id uuid references person (id),
  created_at timestamptz not null,
  foreign key (topic_id, audience_id, topic_state) references topic (id, audience_id, state) on update cascade,
  foreign key (reply_id, reply_state) references reply (id, state) on update cascade,
  check ((reply_id is null) = (reply_state is null))
);
create index revision_topic_idx on revision (topic_id, created_at) where reply_id is null;
create index revision_reply_idx on revision (reply_id, created_at) where reply_id is not null;

-- An internal remark has the staff audience whatever it is about, so it is no child of the topic.
create table note (
  id uuid primary key,
  audience_id integer not null default 3 check (audience_id = 3) references audience (id),
  topic_id uuid references topic (id),
  about_person_id uuid references person (id),
  body_md text not null,
  body_html text not null,
  author_person_id uuid not null references person (id),
  created_at timestamptz not null,
  check ((topic_id is null) <> (about_person_id is null))
);
create index note_topic_idx on note (topic_id, created_at);
create index note_person_idx on note (about_person_id, created_at);

-- A picture is its uploader's alone until a published text of theirs shows it.
create table file (
  id uuid primary key,
  owner_person_id uuid not null references person (id),
  topic_id uuid,
  audience_id integer,
  topic_state text,
  reply_id uuid,
  reply_state text,
  media_type text not null,
  width integer not null,
  height integer not null,
  bytes integer not null,
  created_at timestamptz not null,
  foreign key (topic_id, audience_id, topic_state) references topic (id, audience_id, state) on update cascade,
  foreign key (reply_id, reply_state) references reply (id, state) on update cascade,
  check ((topic_id is null) = (audience_id is null) and (topic_id is null) = (topic_state is null)),
  check ((reply_id is null) = (reply_state is null) and (reply_id is null or topic_id is not null))
);
create index file_topic_idx on file (topic_id);
create index file_owner_idx on file (owner_person_id, created_at desc);

-- What a visitor typed before signing in; the cookie's hash is the key.
create table draft (
  cookie_hash bytea primary key,
  fields jsonb not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);

-- Static policies for anonymous reading: published rows of the everyone-audience, nothing else.
alter table topic enable row level security;
create policy public_topics on topic for select to portal_public using (audience_id = 1 and state = 'published');
grant select (id, key, slug, kind, state, audience_id, status, title, body_html, excerpt, author_person_id, author_name, created_at,
  edited_at, moved_at, closed_at, solution_reply_id, solution_by_id, official_reply_id, official_by_id, official_title, official_at,
  vote_count, imported_score, score, follower_count, answer_count, comment_count, product_ids, tag_ids, source) on topic to portal_public;
alter table reply enable row level security;
create policy public_replies on reply for select to portal_public
  using (audience_id = 1 and topic_state = 'published' and state = 'published' and (parent_state is null or parent_state = 'published'));
grant select (id, topic_id, audience_id, topic_state, kind, parent_reply_id, parent_state, state, body_html, author_person_id, author_name,
  created_at, edited_at, vote_count, imported_score, score, source) on reply to portal_public;
alter table topic_product enable row level security;
create policy public_topic_products on topic_product for select to portal_public using (audience_id = 1 and topic_state = 'published');
grant select on topic_product to portal_public;
alter table topic_tag enable row level security;
create policy public_topic_tags on topic_tag for select to portal_public using (audience_id = 1 and topic_state = 'published');
grant select on topic_tag to portal_public;
alter table topic_tally enable row level security;
create policy public_tallies on topic_tally for select to portal_public using (audience_id = 1 and topic_state = 'published');
grant select on topic_tally to portal_public;
alter table status_change enable row level security;
create policy public_status_changes on status_change for select to portal_public using (audience_id = 1 and topic_state = 'published');
grant select (id, topic_id, audience_id, topic_state, from_status, to_status, word_html, person_id, signed_title, is_imported, created_at)
  on status_change to portal_public;
alter table file enable row level security;
-- The reply's own policy decides about its pictures: it also knows the state of the answer that a comment hangs on.
create policy public_files on file for select to portal_public
  using (audience_id = 1 and topic_state = 'published' and (reply_id is null or exists (select from reply where reply.id = file.reply_id)));
grant select (id, topic_id, audience_id, topic_state, reply_id, reply_state, media_type, width, height, bytes, created_at) on file to portal_public;
grant select on product to portal_public;
-- A tag's name may be all that is known of a hidden topic: only tags of public topics are there.
alter table tag enable row level security;
create policy public_tags on tag for select to portal_public
  using (exists (select from topic_tally t where t.subject_id = tag.id and t.audience_id = 1 and t.topic_state = 'published' and t.topics > 0));
grant select on tag to portal_public;
alter table tag_synonym enable row level security;
create policy public_tag_synonyms on tag_synonym for select to portal_public using (exists (select from tag where tag.id = tag_id));
grant select on tag_synonym to portal_public;
