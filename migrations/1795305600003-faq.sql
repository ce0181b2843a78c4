-- Need and demand: the living FAQ (libs/faq/README.md). need, need_topic, demand and faq_place are a state projection:
-- all of them can be rebuilt from the log.

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
  asker_person_id uuid,
  imported_need integer not null default 0,
  solution_reply_id uuid,
  official_reply_id uuid
);
create table demand (
  topic_id uuid primary key,
  audience_id integer not null,
  topic_state text not null,
  -- M/h + log2(Σ w·2^((t−M)/h)): comparing two scores compares the demands at any moment. 0 when nobody needs it.
  score double precision not null,
  people integer not null,
  -- The latest need of each person, as far as it is within 30 days of the newest: "9 in the last month", without saying who.
  latest timestamptz[] not null,
  imported_need integer not null,
  is_eligible boolean not null,
  foreign key (topic_id, audience_id, topic_state) references topic (id, audience_id, state) on update cascade
);
create index demand_score_idx on demand (score desc, topic_id desc) where topic_state = 'published';
alter table demand enable row level security;
create policy public_demand on demand for select to portal_public using (audience_id = 1 and topic_state = 'published');
grant select on demand to portal_public;

-- The sections in which a topic stands: one row per product, or one for topics without a product (the id of zeros).
-- The score is repeated so that each section is read from its own index, however many topics there are.
create table faq_place (
  section_id uuid not null,
  topic_id uuid not null,
  audience_id integer not null,
  topic_state text not null,
  score double precision not null,
  primary key (topic_id, section_id),
  foreign key (topic_id, audience_id, topic_state) references topic (id, audience_id, state) on update cascade
);
create index faq_place_score_idx on faq_place (section_id, score desc, topic_id desc) where topic_state = 'published';
alter table faq_place enable row level security;
create policy public_faq_places on faq_place for select to portal_public using (audience_id = 1 and topic_state = 'published');
grant select on faq_place to portal_public;

-- What counts: each person once per kind, at the first of its moments. Votes on a reply count while it is the solution or the
-- official answer; the asker counts as one me-too and not as a follower besides. Of merged persons the survivor counts.
create view need_counted as
  select n.topic_id, n.kind,
    case when p.merged_into_id is null then n.person_id else (
      with recursive alias as (
        select p.merged_into_id as id, 1 as step
        union all
        select q.merged_into_id, step + 1 from alias join person q on q.id = alias.id where q.merged_into_id is not null and step < 20
      ) select id from alias order by step desc limit 1
    ) end as person_id,
    min(n.at) as at
  from need n
  join need_topic t on t.topic_id = n.topic_id
  left join person p on p.id = n.person_id
  where not n.is_withdrawn
    and case n.kind
      when 'ME_TOO' then true
      when 'FOLLOW' then n.person_id is distinct from t.asker_person_id
      else n.subject_id in (t.solution_reply_id, t.official_reply_id)
    end
  group by 1, 2, 3;

-- "Did this help?" One word per person or visitor and topic. The teller is a member's id or a visitor's hash of the day.
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
-- A visitor may be shown their own word of today; what members said stays with them.
alter table helped enable row level security;
create policy public_helped on helped for select to portal_public
  using (audience_id = 1 and topic_state = 'published' and person_id is null);
grant select (topic_id, audience_id, topic_state, teller, helped) on helped to portal_public;
