-- Votes and follows. Who: one step through all people from a place by chance, so that nobody comes twice (:people is no multiple of 7919).
create temp table tv as
select t.i, t.id as topic_id, t.audience_id, t.state as topic_state, p.id as person_id,
  date_trunc('milliseconds', t.at + (:until - t.at) * pg_temp.dice(t.i * 100 + k, 70)) as at, pg_temp.dice(t.i * 100 + k, 71) < 0.2 as follows
from t cross join lateral generate_series(1, case when t.busy then 12 else floor(power(pg_temp.dice(t.i, 72), 3) * :votes)::integer end) k
join p on p.i = 1 + (pg_temp.chosen(t.i, 73, :people) + k::bigint * 7919) % :people
where p.i <> t.author;
insert into topic_vote (topic_id, audience_id, topic_state, person_id, created_at)
select topic_id, audience_id, topic_state, person_id, at from tv order by i;
create temp table rv as
select r.id as reply_id, r.topic_id, r.audience_id, r.topic_state, p.id as person_id,
  date_trunc('milliseconds', r.at + (:until - r.at) * pg_temp.dice(r.n * 100 + k, 74)) as at
from r cross join lateral generate_series(1, floor(power(pg_temp.dice(r.n, 75), 3) * :votes / 2)::integer) k
join p on p.i = 1 + (pg_temp.chosen(r.n, 76, :people) + k::bigint * 7919) % :people
where r.is_answer and r.state = 'published' and p.i <> r.author;
insert into reply_vote (reply_id, topic_id, audience_id, topic_state, person_id, created_at)
select reply_id, topic_id, audience_id, topic_state, person_id, at from rv order by topic_id;
-- The author follows from the first moment, which is no interaction of its own.
insert into topic_follow (topic_id, audience_id, topic_state, person_id, created_at)
select t.id, t.audience_id, t.state, p.id, t.at from t join p on p.i = t.author
union all select topic_id, audience_id, topic_state, person_id, at from tv where follows;
