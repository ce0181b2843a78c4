-- The best single statement that we know for each bench: what the data costs when nothing stands between it and the wire.
-- Each returns one row with one text, `body`. Visibility is that of a visitor (or any member, for the writes), written out.

-- name: one
select '1' as body from (select 1) one

-- name: topic
select json_build_object('data', json_build_object('topic', row_to_json(x)))::text as body
from (
  select t.id, '/t/' || t.key || '/' || t.slug as path, t.kind, t.status, t.title, t.body_html as "bodyHtml", t.author_name as "authorName",
    t.created_at as "createdAt", t.score as votes, t.answer_count as "answerCount", t.comment_count as "commentCount",
    (select row_to_json(a) from (select p.id, p.handle, p.name, nullif(p.title, '') as title, p.is_representative as "isRepresentative"
      from person p where p.id = t.author_person_id) a) as author,
    json_build_object('nodes', (
      select json_agg(row_to_json(r)) from (
        select r.id, r.body_html as "bodyHtml", r.author_name as "authorName", r.created_at as "createdAt", r.score as votes,
          r.id is not distinct from t.solution_reply_id as "isSolution", r.id is not distinct from t.official_reply_id as "isOfficial",
          (select row_to_json(a) from (select p.id, p.handle, p.name, nullif(p.title, '') as title, p.is_representative as "isRepresentative"
            from person p where p.id = r.author_person_id) a) as author
        from reply r
        where r.topic_id = t.id and r.kind = 'ANSWER' and r.audience_id = 1 and r.topic_state = 'published' and r.state = 'published'
        order by r.score desc, r.created_at, r.id limit 20
      ) r)) as replies
  from topic t where t.key = $1 and t.audience_id = 1 and t.state = 'published'
) x

-- name: vote
with t as (
  select id, audience_id, state, vote_count from topic where id = $1::uuid and audience_id = 1 and state = 'published' for update
), v as (
  insert into topic_vote (topic_id, audience_id, topic_state, person_id, created_at)
  select id, audience_id, state, $2::uuid, now() from t on conflict do nothing returning topic_id
), c as (
  update topic set vote_count = topic.vote_count + 1 from v where topic.id = v.topic_id returning topic.id, topic.score
), l as (
  insert into interaction (id, occurred_at, recorded_at, person_id, actor_person_id, channel, kind, topic_id, audience_id, payload)
  select $3::uuid, now(), now(), $2::uuid, $2::uuid, 'web', 'vote.cast', topic_id, 1, '{"on": "topic"}' from v
)
select json_build_object('data', json_build_object('voteTopic', json_build_object('id', c.id, 'votes', c.score, 'viewerVoted', true)))::text as body from c

-- name: reply
with t as (
  select id, audience_id, state from topic where id = $1::uuid and audience_id = 1 and state = 'published' for update
), r as (
  insert into reply (id, topic_id, audience_id, topic_state, kind, body_md, body_html, author_person_id, author_name, created_at)
  select $4::uuid, t.id, t.audience_id, t.state, 'ANSWER', $5, $5, p.id, p.name, now() from t, person p where p.id = $2::uuid returning id, topic_id
), c as (
  update topic set answer_count = topic.answer_count + 1, moved_at = now() from r where topic.id = r.topic_id
  returning '/t/' || topic.key || '/' || topic.slug as path
), l as (
  insert into interaction (id, occurred_at, recorded_at, person_id, actor_person_id, channel, kind, topic_id, reply_id, audience_id, payload)
  select $3::uuid, now(), now(), $2::uuid, $2::uuid, 'web', 'reply.posted', topic_id, id, 1, '{"replyKind": "ANSWER"}' from r
)
select json_build_object('data', json_build_object('reply', json_build_object('id', r.id, 'topicPath', c.path)))::text as body from r, c
