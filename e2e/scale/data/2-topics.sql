-- Topics as they will be in the end; counters come from the rows that follow (5-counters.sql).
create temp table t as
with drawn as (
  select i, pg_temp.dice(i, 11) as k, pg_temp.dice(i, 12) as a, pg_temp.dice(i, 13) as s, i % :busyEvery = 0 as busy,
    case when pg_temp.dice(i, 10) < 0.5 then 'en' else 'ru' end as lang,
    date_trunc('milliseconds', :since + (:until - :since) * ((i - pg_temp.dice(i, 14)) / :topics::float8)) as at,
    pg_temp.chosen(i, 15, :people - :staff) + :staff as author
  from generate_series(1, :topics) i
)
select i, at, busy, lang, author, pg_temp.id_at(at, i, 16) as id,
  -- A bijection on 40 bits: keys look random and never meet.
  (select string_agg(substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((((i::bigint * 654188429581) & 1099511627775) >> (5 * b)) & 31)::integer, 1), '' order by b)
   from generate_series(0, 7) b) as key,
  case when busy then (array['QUESTION', 'QUESTION', 'PROBLEM', 'IDEA'])[1 + floor(k * 4)::integer]
    when k < 0.55 then 'QUESTION' when k < 0.75 then 'PROBLEM' when k < 0.90 then 'IDEA' when k < 0.97 then 'PRAISE' else 'UPDATE' end as kind,
  case when busy or a < 0.96 then 1 when a < 0.99 then 2 else 3 end as audience_id,
  case when busy or s < 0.985 then 'published' else 'deleted' end as state
from drawn;
create unique index on t (i);
analyze t;

insert into topic (id, key, slug, kind, state, audience_id, status, title, body_md, body_html, excerpt, author_person_id, author_name,
  created_at, moved_at, closed_at, closed_by_id, deleted_by_id)
select t.id, t.key, ti.slug, t.kind, t.state, t.audience_id,
  case t.kind when 'IDEA' then (array['OPEN', 'OPEN', 'OPEN', 'UNDER_CONSIDERATION', 'PLANNED', 'STARTED', 'DONE', 'DECLINED'])[pg_temp.chosen(t.i, 17, 8)]
    when 'PROBLEM' then (array['OPEN', 'OPEN', 'ACKNOWLEDGED', 'IN_PROGRESS', 'FIXED', 'FIXED', 'NOT_A_PROBLEM'])[pg_temp.chosen(t.i, 17, 7)] end,
  ti.text, b.text, b.html, b.excerpt, p.id, p.name, t.at, t.at,
  case when pg_temp.dice(t.i, 18) < 0.03 and not t.busy then :until end, case when pg_temp.dice(t.i, 18) < 0.03 and not t.busy then boss.id end,
  case when t.state = 'deleted' then boss.id end
from t join p on p.i = t.author join p boss on boss.i = 3
join bench_text ti on ti.lang = t.lang and ti.part = 'title' and ti.i = pg_temp.chosen(t.i, 19, :titles)
join bench_text b on b.lang = t.lang and b.part = 'question' and b.i = pg_temp.chosen(t.i, 20, :bodies)
order by t.i;

-- Most topics name a product, some two; the popular tags are on many.
create temp table tp as
select distinct t.i, pr.id as product_id from t cross join generate_series(1, 2) n
join pr on pr.i = pg_temp.chosen(t.i, 20 + n, :products)
where pg_temp.dice(t.i, 22 + n) < case n when 1 then 0.95 else 0.10 end;
create temp table tt as
select distinct t.i, tg.id as tag_id from t cross join generate_series(1, 4) n
join tg on tg.i = 1 + floor(power(pg_temp.dice(t.i, 30 + n), 2) * :tags)::integer
where pg_temp.dice(t.i, 40 + n) < 0.8 / n;
