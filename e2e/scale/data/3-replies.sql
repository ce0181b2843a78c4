-- Replies: every busy topic has exactly 20 answers and 6 comments, the rest falls on the others by chance, on some much more than on others.
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
)
select s.n, s.topic, s.nth, s.is_answer, s.busy, t.id as topic_id, t.audience_id, t.state as topic_state, t.lang,
  date_trunc('milliseconds', t.at + least(:until - t.at, interval '20 days') * (s.nth / (s.of_topic + 1.0))) as at,
  -- The first answer of every third topic is by somebody of the company.
  case when s.nth = 1 and s.topic % 3 = 0 then pg_temp.chosen(s.topic, 51, :staff) else pg_temp.chosen(s.n, 52, :people) end as author,
  case when s.is_answer then null when s.busy then pg_temp.chosen(s.n, 53, 20) when s.nth % 6 = 0 then null else s.nth - 1 end as parent,
  case when not s.busy and s.nth > 2 and pg_temp.dice(s.n, 54) < 0.005 then 'deleted' else 'published' end as state
from sized s join t on t.i = s.topic;
alter table r add id uuid;
update r set id = pg_temp.id_at(at, n, 55);
create unique index on r (topic, nth);
analyze r;

insert into reply (id, topic_id, audience_id, topic_state, kind, parent_reply_id, parent_state, state, body_md, body_html, author_person_id,
  author_name, created_at, deleted_by_id)
select r.id, r.topic_id, r.audience_id, r.topic_state, case when r.is_answer then 'ANSWER' else 'COMMENT' end, u.id, u.state, r.state,
  b.text, b.html, p.id, p.name, r.at, case when r.state = 'deleted' then p.id end
from r left join r u on u.topic = r.topic and u.nth = r.parent join p on p.i = r.author
join bench_text b on b.lang = r.lang and b.part = case when r.is_answer then 'answer' else 'comment' end
  and b.i = pg_temp.chosen(r.n, 56, case when r.is_answer then :bodies else :bodies / 2 end)
order by r.topic, r.nth;

-- Verdicts: the company's answer is the first one where it wrote it; the asker thanks for the first or the second.
update topic set official_reply_id = r.id, official_by_id = p.id, official_title = p.title, official_at = r.at
from r join (select p.i, person.id, person.title from p join person using (id)) p on p.i = r.author
where r.topic_id = topic.id and r.nth = 1 and r.topic % 3 = 0 and pg_temp.dice(r.topic, 57) < 0.8 and topic.kind <> 'UPDATE';
update topic set solution_reply_id = r.id, solution_by_id = topic.author_person_id
from r where r.topic_id = topic.id and topic.kind in ('QUESTION', 'PROBLEM') and r.nth = case when pg_temp.dice(r.topic, 58) < 0.6 then 1 else 2 end
  and pg_temp.dice(r.topic, 59) < 0.55;

insert into status_change (id, topic_id, audience_id, topic_state, from_status, to_status, word_md, word_html, person_id, signed_title, created_at)
select pg_temp.id_at(x.at, t.i, 60), t.id, t.audience_id, t.state, 'OPEN', topic.status, b.text, b.html, p.id, person.title, x.at
from topic join t using (id) join p on p.i = pg_temp.chosen(t.i, 61, :staff) join person on person.id = p.id
join bench_text b on b.lang = t.lang and b.part = 'comment' and b.i = pg_temp.chosen(t.i, 62, :bodies / 2)
cross join lateral (select date_trunc('milliseconds', t.at + (:until - t.at) * 0.5) as at) x
where topic.status <> 'OPEN';
