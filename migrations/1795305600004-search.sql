-- Search text beside the gated row (decision 9): no audience here, a document is only ever read joined to its topic.
create extension if not exists unaccent;
create extension if not exists pg_trgm;
-- One configuration serves both languages: ASCII words go to the English stemmer; unaccent makes ё = е.
create text search configuration ru_en (copy = russian);
alter text search configuration ru_en alter mapping for hword, hword_part, word with unaccent, russian_stem;

create table search_document (
  topic_id uuid primary key references topic (id),
  title text not null,
  lead text not null,
  tsv tsvector not null generated always as
    (setweight(to_tsvector('ru_en', title), 'A') || setweight(to_tsvector('ru_en', lead), 'B')) stored,
  -- Under which audience search_word counts its words now; null while they are not counted. Never decides a read.
  counted_audience_id integer
);
create index search_document_tsv_idx on search_document using gin (tsv);

-- How many published topics of an audience have a word (a stem), so that rare words weigh more and a misspelt one finds its
-- neighbours. Summed over what the viewer sees, as every count (decision 10); private questions are not counted at all.
-- The empty word is in every topic.
create table search_word (
  word text not null,
  audience_id integer not null,
  documents integer not null,
  primary key (word, audience_id)
  -- Room on each page, and no index over the counts: counting then touches no index.
) with (fillfactor = 70);
create index search_word_trgm_idx on search_word using gin (word gin_trgm_ops);

-- Row-level security would keep the indexes above from being used (decision 8), so anonymous search
-- takes candidates from these views, which carry the same static condition as the policy of topic.
create view public_search as
  select d.topic_id, d.title, d.tsv from search_document d join topic t on t.id = d.topic_id
  where t.audience_id = 1 and t.state = 'published';
grant select on public_search to portal_public;
create view public_search_word as select word, audience_id, documents from search_word where audience_id = 1;
grant select on public_search_word to portal_public;

-- A stem as a query; with labels ('A' title, 'B' lead) for that part of a document alone.
create function search_term(stem text, labels text default '') returns tsquery language sql immutable parallel safe as
$$ select ('''' || replace(replace(stem, '\', '\\'), '''', '''''') || ''':' || labels)::tsquery $$;

-- What was looked for. The text is kept apart from the log and for 90 days.
create table search_query (
  id uuid primary key,
  at timestamptz not null,
  text text not null,
  person_id uuid references person (id),
  visitor_hash bytea,
  result_topic_ids uuid[] not null,
  clicked_topic_ids uuid[] not null default '{}',
  -- The first click.
  clicked_at timestamptz
);
create index search_query_at_idx on search_query (at);

-- Salts of the daily hash by which visitors are counted; a past day's salt is destroyed.
create table visitor_salt (
  day date primary key,
  salt bytea not null
);
-- Where a visitor came from first; kept when they sign up.
create table first_source (
  id uuid primary key,
  at timestamptz not null,
  visitor_hash bytea,
  person_id uuid references person (id),
  referrer_host text,
  landing_path text not null,
  campaign jsonb not null default '{}'
);
create index first_source_person_idx on first_source (person_id);
create unique index first_source_visitor_key on first_source (visitor_hash) where visitor_hash is not null;
