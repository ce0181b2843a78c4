-- The rows, each written once and whole, with all that triggers and commands keep beside them: triggers are off while this runs.
insert into topic (id, key, slug, kind, state, audience_id, status, title, body_md, body_html, excerpt, author_person_id, author_name,
  created_at, moved_at, closed_at, closed_by_id, deleted_by_id, solution_reply_id, solution_by_id, official_reply_id, official_by_id,
  official_title, official_at, vote_count, follower_count, answer_count, comment_count, product_ids, tag_ids)
select t.id,
  -- A bijection on 40 bits: keys look random and never meet.
  (select string_agg(substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((((t.i::bigint * 654188429581) & 1099511627775) >> (5 * b)) & 31)::integer, 1), '' order by b)
   from generate_series(0, 7) b),
  ti.slug, t.kind, t.state, t.audience_id,
  case t.kind when 'IDEA' then (array['OPEN', 'OPEN', 'OPEN', 'UNDER_CONSIDERATION', 'PLANNED', 'STARTED', 'DONE', 'DECLINED'])[pg_temp.chosen(t.i, 17, 8)]
    when 'PROBLEM' then (array['OPEN', 'OPEN', 'ACKNOWLEDGED', 'IN_PROGRESS', 'FIXED', 'FIXED', 'NOT_A_PROBLEM'])[pg_temp.chosen(t.i, 17, 7)] end,
  ti.text, b.text, b.html, b.excerpt, p.id, p.name, t.at, c.moved_at,
  case when pg_temp.dice(t.i, 18) < 0.03 and not t.busy then :until end, case when pg_temp.dice(t.i, 18) < 0.03 and not t.busy then boss.id end,
  case when t.state = 'deleted' then boss.id end,
  c.solution_id, case when c.solution_id is not null then p.id end, c.official_id, c.official_by, coalesce(c.official_title, ''), c.official_at,
  c.votes, c.follows, c.answers, c.comments, c.product_ids, c.tag_ids
from t join c on c.i = t.i join p on p.i = t.author join p boss on boss.i = 3
join bench_text ti on ti.lang = t.lang and ti.part = 'title' and ti.i = pg_temp.chosen(t.i, 19, :titles)
join bench_text b on b.lang = t.lang and b.part = 'question' and b.i = pg_temp.chosen(t.i, 20, :bodies)
order by t.i;

insert into reply (id, topic_id, audience_id, topic_state, kind, parent_reply_id, parent_state, state, body_md, body_html, author_person_id,
  author_name, created_at, deleted_by_id, vote_count)
select r.id, r.topic_id, r.audience_id, r.topic_state, case when r.is_answer then 'ANSWER' else 'COMMENT' end, u.id, u.state, r.state,
  b.text, b.html, p.id, p.name, r.at, case when r.state = 'deleted' then p.id end, coalesce(v.votes, 0)
from r left join r u on u.topic = r.topic and u.nth = r.parent join p on p.i = r.author
left join (select reply_id, count(*) as votes from rv group by 1) v on v.reply_id = r.id
join bench_text b on b.lang = r.lang and b.part = case when r.is_answer then 'answer' else 'comment' end
  and b.i = pg_temp.chosen(r.n, 56, case when r.is_answer then :bodies else :bodies / 2 end)
order by r.topic, r.nth;

insert into status_change (id, topic_id, audience_id, topic_state, from_status, to_status, word_md, word_html, person_id, signed_title, created_at)
select pg_temp.id_at(x.at, t.i, 60), t.id, t.audience_id, t.state, 'OPEN', topic.status, b.text, b.html, p.id, person.title, x.at
from topic join t using (id) join p on p.i = pg_temp.chosen(t.i, 61, :staff) join person on person.id = p.id
join bench_text b on b.lang = t.lang and b.part = 'comment' and b.i = pg_temp.chosen(t.i, 62, :bodies / 2)
cross join lateral (select date_trunc('milliseconds', t.at + (:until - t.at) * 0.5) as at) x
where topic.status <> 'OPEN';

insert into topic_vote (topic_id, audience_id, topic_state, person_id, created_at)
select topic_id, audience_id, topic_state, person_id, at from tv order by i;
insert into reply_vote (reply_id, topic_id, audience_id, topic_state, person_id, created_at)
select reply_id, topic_id, audience_id, topic_state, person_id, at from rv order by topic_id;
-- The author follows from the first moment, which is no interaction of its own.
insert into topic_follow (topic_id, audience_id, topic_state, person_id, created_at)
select t.id, t.audience_id, t.state, p.id, t.at from t join p on p.i = t.author
union all select topic_id, audience_id, topic_state, person_id, at from tv where follows;

insert into topic_product (topic_id, audience_id, topic_state, product_id, created_at, moved_at)
select t.id, t.audience_id, t.state, tp.product_id, t.at, c.moved_at from tp join t using (i) join c using (i) order by t.i;
insert into topic_tag (topic_id, audience_id, topic_state, tag_id, created_at, moved_at)
select t.id, t.audience_id, t.state, tt.tag_id, t.at, c.moved_at from tt join t using (i) join c using (i) order by t.i;
insert into topic_tally (subject_id, audience_id, topic_state, topics)
select product_id, audience_id, topic_state, count(*) from topic_product group by 1, 2, 3
union all select tag_id, audience_id, topic_state, count(*) from topic_tag group by 1, 2, 3;
