-- Votes and follows. Who: one step through all people from a place by chance, so that nobody comes twice (:people is no multiple of 7919).
create temp table tv as
select t.i, t.id as topic_id, t.audience_id, t.state as topic_state, p.id as person_id,
  date_trunc('milliseconds', t.at + (:until - t.at) * pg_temp.dice(t.i * 100 + k, 70)) as at, pg_temp.dice(t.i * 100 + k, 71) < 0.2 as follows
from t cross join lateral generate_series(1, case when t.busy then 12 else floor(power(pg_temp.dice(t.i, 72), 3) * :votes)::integer end) k
join p on p.i = 1 + (pg_temp.chosen(t.i, 73, :people) + k::bigint * 7919) % :people
where p.i <> t.author;
create temp table rv as
select r.id as reply_id, r.topic_id, r.audience_id, r.topic_state, p.id as person_id,
  date_trunc('milliseconds', r.at + (:until - r.at) * pg_temp.dice(r.n * 100 + k, 74)) as at
from r cross join lateral generate_series(1, floor(power(pg_temp.dice(r.n, 75), 3) * :votes / 2)::integer) k
join p on p.i = 1 + (pg_temp.chosen(r.n, 76, :people) + k::bigint * 7919) % :people
where r.is_answer and r.state = 'published' and p.i <> r.author;

-- What stands in a topic's row of all that: counters, movement, labels, verdicts. The company's answer is the first one where it wrote it;
-- the asker thanks for the first or the second.
create temp table c as
select t.i, coalesce(r.last, t.at) as moved_at, coalesce(r.answers, 0) as answers, coalesce(r.comments, 0) as comments,
  coalesce(v.votes, 0) as votes, 1 + coalesce(v.follows, 0) as follows, coalesce(tp.ids, '{}') as product_ids, coalesce(tt.ids, '{}') as tag_ids,
  o.id as official_id, o.at as official_at, op.id as official_by, op.title as official_title, s.id as solution_id
from t
left join (select a.topic, max(a.at) as last,
    count(*) filter (where a.is_answer and a.state = 'published') as answers,
    count(*) filter (where not a.is_answer and a.state = 'published' and (a.parent is null or u.state = 'published')) as comments
  from r a left join r u on u.topic = a.topic and u.nth = a.parent group by a.topic) r on r.topic = t.i
left join (select i, count(*) as votes, count(*) filter (where follows) as follows from tv group by i) v on v.i = t.i
left join (select i, array_agg(product_id order by product_id) as ids from tp group by i) tp on tp.i = t.i
left join (select i, array_agg(tag_id order by tag_id) as ids from tt group by i) tt on tt.i = t.i
left join r o on o.topic = t.i and o.nth = 1 and t.i % 3 = 0 and t.kind <> 'UPDATE' and pg_temp.dice(t.i, 57) < 0.8
left join p opi on opi.i = o.author left join person op on op.id = opi.id
left join r s on s.topic = t.i and t.kind in ('QUESTION', 'PROBLEM') and pg_temp.dice(t.i, 59) < 0.55
  and s.nth = case when pg_temp.dice(t.i, 58) < 0.6 then 1 else 2 end;
create unique index on c (i);
analyze c;
