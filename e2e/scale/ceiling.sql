-- The best single statement that we know for each bench: what the data costs when nothing stands between it and the wire.
-- Each returns one row with one text, `body`. Visibility is that of a visitor (for the writes: of any member), written out.
-- JSON is joined by hand: 0.31 ms of PostgreSQL's CPU for a topic with 20 replies, where row_to_json() takes 0.52.
-- `{name}` puts in what `-- part: name` says.

-- part: person
concat('{"id":"', p.id, '","handle":"', p.handle, '","name":', to_json(p.name), ',"title":', coalesce(to_json(nullif(p.title, ''))::text, 'null'),
  ',"isRepresentative":', to_json(p.is_representative), '}')

-- part: row
concat('{"id":"', t.id, '","path":"/t/', t.key, '/', t.slug, '","kind":"', t.kind, '","status":', coalesce('"' || t.status || '"', 'null'),
  ',"title":', to_json(t.title), ',"authorName":', to_json(t.author_name), ',"movedAt":', to_json(t.moved_at), ',"createdAt":', to_json(t.created_at),
  ',"votes":', t.score, ',"answerCount":', t.answer_count, ',"commentCount":', t.comment_count,
  ',"isSolved":', to_json(t.solution_reply_id is not null), ',"isOfficiallyAnswered":', to_json(t.official_reply_id is not null),
  ',"products":[', (select string_agg(concat('{"id":"', q.id, '","slug":"', q.slug, '","name":', to_json(q.name), '}'), ',' order by q.position)
    from product q where q.id = any(t.product_ids)),
  '],"tags":[', (select string_agg(concat('{"id":"', g.id, '","slug":"', g.slug, '","name":', to_json(g.name), '}'), ',' order by g.slug)
    from tag g where g.id = any(t.tag_ids)),
  '],"faces":[', (select string_agg(concat('{"id":"', f.id, '","name":', to_json(f.name), '}'), ',' order by took.last desc) from (
      select author_person_id, max(created_at) as last from (
        select r.author_person_id, r.created_at from reply r
        where r.topic_id = t.id and r.audience_id = 1 and r.state = 'published' and (r.parent_state is null or r.parent_state = 'published')
        order by r.created_at desc limit 12) recent
      group by 1 order by 2 desc limit 3) took join person f on f.id = took.author_person_id), ']}')

-- name: one
select '1' as body

-- name: topic
select concat('{"data":{"topic":{"id":"', t.id, '","path":"/t/', t.key, '/', t.slug, '","kind":"', t.kind,
  '","status":', coalesce('"' || t.status || '"', 'null'), ',"title":', to_json(t.title), ',"bodyHtml":', to_json(t.body_html),
  ',"authorName":', to_json(t.author_name), ',"createdAt":', to_json(t.created_at), ',"votes":', t.score,
  ',"answerCount":', t.answer_count, ',"commentCount":', t.comment_count,
  ',"author":', coalesce((select {person} from person p where p.id = t.author_person_id), 'null'),
  ',"replies":{"nodes":[', (
    select string_agg(concat('{"id":"', r.id, '","bodyHtml":', to_json(r.body_html), ',"authorName":', to_json(r.author_name),
      ',"createdAt":', to_json(r.created_at), ',"votes":', r.score, ',"isSolution":', to_json(r.id is not distinct from t.solution_reply_id),
      ',"isOfficial":', to_json(r.id is not distinct from t.official_reply_id), ',"author":', coalesce(case when p.id is not null then {person} end, 'null'), '}'), ','
      order by r.score desc, r.created_at, r.id)
    from (
      select * from reply
      where topic_id = t.id and kind = 'ANSWER' and audience_id = 1 and topic_state = 'published' and state = 'published'
      order by score desc, created_at, id limit 20
    ) r left join person p on p.id = r.author_person_id), ']}}}}') as body
from topic t where t.key = $1 and t.audience_id = 1 and t.state = 'published'

-- name: list
select concat('{"data":{"topics":{"nodes":[', string_agg(body, ','), ']}}}') as body from (
  select {row} as body from (
    select * from topic where kind = $1 and state = 'published' and audience_id = 1 and (moved_at, id) < ($2::timestamptz, $3::uuid)
    order by moved_at desc, id desc limit 20) t
) rows

-- name: faq
select concat('{"data":{"faq":[', string_agg(section, ','), ']}}') as body from (
  select concat('{"product":', coalesce(to_json(s.slug)::text, 'null'), ',"entries":[', string_agg(e.entry, ',' order by e.score desc, e.topic_id desc), ']}') as section from (
    select id, slug, position from product where $1 = '' or slug = $1
    union all select '00000000-0000-0000-0000-000000000000', null, null where $1 = ''
  ) s cross join lateral (
    select concat('{"topic":{"id":"', t.id, '","path":"/t/', t.key, '/', t.slug, '","title":', to_json(t.title), '},"people":', d.people,
      ',"peopleLastMonth":', (select count(*) from unnest(d.latest) at where at > now() - interval '30 days'), ',"importedNeed":', d.imported_need,
      ',"answer":{"id":"', a.id, '","bodyHtml":', to_json(a.body_html), ',"isOfficial":', to_json(a.id is not distinct from t.official_reply_id),
      ',"isSolution":', to_json(a.id is not distinct from t.solution_reply_id), ',"createdAt":', to_json(a.created_at),
      ',"author":', {person}, '}}') as entry, f.score, f.topic_id
    from (
      (select * from faq_place f where f.section_id = s.id and f.topic_state = 'published' and f.audience_id = 1 and f.score >= $3::float8
        order by f.score desc, f.topic_id desc limit $2::integer)
      union all
      (select * from faq_place f where f.section_id = s.id and f.topic_state = 'published' and f.audience_id = 1 and f.score < $3::float8
        order by f.score desc, f.topic_id desc limit $2::integer)
    ) f
    join demand d on d.topic_id = f.topic_id join topic t on t.id = f.topic_id
    join reply a on a.id = coalesce(t.official_reply_id, t.solution_reply_id) left join person p on p.id = a.author_person_id
  ) e group by s.id, s.slug, s.position order by s.position
) sections

-- name: search
select concat('{"data":{"search":{"topics":[', string_agg(body, ','), ']}}}') as body from (
  select {row} as body from (
    select d.topic_id, ts_rank(d.tsv, q.any_word) as rank from (
      select websearch_to_tsquery('ru_en', replace($1, ' ', ' or ')) as any_word
    ) q cross join lateral (
      select d.topic_id, d.tsv from search_document d join topic t on t.id = d.topic_id
      where d.tsv @@ q.any_word and t.audience_id = 1 and t.state = 'published' limit 1000
    ) d order by rank desc limit 20
  ) found join topic t on t.id = found.topic_id order by found.rank desc
) rows

-- name: vote
with t as (
  select id, audience_id, state from topic where id = $1::uuid and audience_id = 1 and state = 'published' for update
), v as (
  insert into topic_vote (topic_id, audience_id, topic_state, person_id, created_at)
  select id, audience_id, state, $2::uuid, now() from t on conflict do nothing returning topic_id
), c as (
  update topic set vote_count = topic.vote_count + 1 from v where topic.id = v.topic_id returning topic.id, topic.score
), l as (
  insert into interaction (id, occurred_at, recorded_at, person_id, actor_person_id, channel, kind, topic_id, audience_id, payload)
  select $3::uuid, now(), now(), $2::uuid, $2::uuid, 'web', 'vote.cast', topic_id, 1, '{"on": "topic"}' from v
)
select concat('{"data":{"voteTopic":{"id":"', c.id, '","votes":', c.score, ',"viewerVoted":true}}}') as body from c

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
select concat('{"data":{"reply":{"id":"', r.id, '","topicPath":"', c.path, '"}}}') as body from r, c
