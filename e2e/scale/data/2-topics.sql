-- Drafts of topics, their labels, replies, votes and follows: narrow tables of numbers. The rows themselves are written once, whole, by
-- 4-rows.sql; writing them first and counting afterwards rewrote a million wide rows three times.
create temp table t as
with drawn as (
  select i, pg_temp.dice(i, 11) as k, pg_temp.dice(i, 12) as a, pg_temp.dice(i, 13) as s, i % :busyEvery = 0 as busy,
    case when pg_temp.dice(i, 10) < 0.5 then 'en' else 'ru' end as lang,
    date_trunc('milliseconds', :since + (:until - :since) * ((i - pg_temp.dice(i, 14)) / :topics::float8)) as at,
    pg_temp.chosen(i, 15, :people - :staff) + :staff as author
  from generate_series(1, :topics) i
)
select i, at, busy, lang, author, pg_temp.id_at(at, i, 16) as id,
  case when busy then (array['QUESTION', 'QUESTION', 'PROBLEM', 'IDEA'])[1 + floor(k * 4)::integer]
    when k < 0.55 then 'QUESTION' when k < 0.75 then 'PROBLEM' when k < 0.90 then 'IDEA' when k < 0.97 then 'PRAISE' else 'UPDATE' end as kind,
  case when busy or a < 0.96 then 1 when a < 0.99 then 2 else 3 end as audience_id,
  case when busy or s < 0.985 then 'published' else 'deleted' end as state
from drawn;
create unique index on t (i);
analyze t;

-- Most topics name a product, some two; the popular tags are on many.
create temp table tp as
select distinct t.i, pr.id as product_id from t cross join generate_series(1, 2) n
join pr on pr.i = pg_temp.chosen(t.i, 20 + n, :products)
where pg_temp.dice(t.i, 22 + n) < case n when 1 then 0.95 else 0.10 end;
create temp table tt as
select distinct t.i, tg.id as tag_id from t cross join generate_series(1, 4) n
join tg on tg.i = 1 + floor(power(pg_temp.dice(t.i, 30 + n), 2) * :tags)::integer
where pg_temp.dice(t.i, 40 + n) < 0.8 / n;

-- Every busy topic has exactly 20 answers and 6 comments, the rest falls on the others by chance, on some much more than on others.
create temp table r as
with drawn as (
  select t.i as topic, n as nth, t.busy from t cross join generate_series(1, 26) n where t.busy
  union all
  select topic, row_number() over (partition by topic order by j), false from (
    select j, c - (c % :busyEvery = 0)::integer as topic
    from (select j, 2 + floor(power(pg_temp.dice(j, 50), 1.7) * (:topics - 2))::integer as c
      from generate_series(1, :replies - 26 * (:topics / :busyEvery)) j) one
  ) spread
), sized as (
  select topic, nth::integer, busy, count(*) over (partition by topic) as of_topic,
    case when busy then nth <= 20 else nth % 3 <> 0 end as is_answer, topic::bigint * 10000 + nth as n from drawn
), placed as (
  select s.*, t.id as topic_id, t.audience_id, t.state as topic_state, t.lang,
    date_trunc('milliseconds', t.at + least(:until - t.at, interval '20 days') * (s.nth / (s.of_topic + 1.0))) as at
  from sized s join t on t.i = s.topic
)
select n, topic, nth, is_answer, topic_id, audience_id, topic_state, lang, at, pg_temp.id_at(at, n, 55) as id,
  -- The first answer of every third topic is by somebody of the company.
  case when nth = 1 and topic % 3 = 0 then pg_temp.chosen(topic, 51, :staff) else pg_temp.chosen(n, 52, :people) end as author,
  case when is_answer then null when busy then pg_temp.chosen(n, 53, 20) when nth % 6 = 0 then null else nth - 1 end as parent,
  case when not busy and nth > 2 and pg_temp.dice(n, 54) < 0.005 then 'deleted' else 'published' end as state
from placed;
create unique index on r (topic, nth);
analyze r;
