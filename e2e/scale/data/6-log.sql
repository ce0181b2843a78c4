-- The log of all of it, placed, and every reader of it at its head.
insert into interaction (id, seq, position, occurred_at, recorded_at, person_id, actor_person_id, channel, kind, topic_id, reply_id, audience_id, payload)
select pg_temp.id_at(at, nth, 80), nth, nth, at, at, person, actor, 'web', kind, topic_id, reply_id, audience_id, payload
from (
  select e.*, row_number() over (order by at, step, topic_id, reply_id, person) as nth from (
    select 0 as step, t.at, p.id as person, p.id as actor, 'topic.asked' as kind, t.id as topic_id, null::uuid as reply_id, t.audience_id,
      jsonb_strip_nulls(jsonb_build_object('topicKind', t.kind, 'audience', (array['EVERYONE', 'MEMBERS', 'STAFF'])[t.audience_id],
        'productIds', case when c.product_ids <> '{}' then to_jsonb(c.product_ids) end)) as payload
    from t join p on p.i = t.author join c on c.i = t.i
    union all
    select 1, r.at, p.id, p.id, 'reply.posted', r.topic_id, r.id, r.audience_id,
      jsonb_strip_nulls(jsonb_build_object('replyKind', case when r.is_answer then 'ANSWER' else 'COMMENT' end, 'parentReplyId', u.id))
    from r join p on p.i = r.author left join r u on u.topic = r.topic and u.nth = r.parent
    union all select 2, at, person_id, person_id, 'vote.cast', topic_id, null, audience_id, '{"on": "topic"}' from tv
    union all select 2, at, person_id, person_id, 'vote.cast', topic_id, reply_id, audience_id, '{"on": "reply"}' from rv
    union all select 3, at, person_id, person_id, 'topic.followed', topic_id, null, audience_id, '{}' from tv where follows
    union all select 4, official_at, author_person_id, official_by_id, 'answer.marked_official', id, official_reply_id, audience_id, '{}'
      from topic where official_reply_id is not null
    union all select 5, r.at, p.id, topic.solution_by_id, 'answer.marked_solution', r.topic_id, r.id, r.audience_id, '{}'
      from r join topic on topic.solution_reply_id = r.id join p on p.i = r.author
    union all select 6, s.created_at, topic.author_person_id, s.person_id, 'status.changed', s.topic_id, null, s.audience_id,
      jsonb_build_object('from', s.from_status, 'to', s.to_status, 'changeId', s.id) from status_change s join topic on topic.id = s.topic_id
    union all select 7, :until, author_person_id, deleted_by_id, 'topic.deleted', id, null, audience_id, '{}' from topic where state = 'deleted'
  ) e
) numbered
where :log = 1;
select setval('interaction_seq', greatest(1, (select max(seq) from interaction)));
update log_head set position = coalesce((select max(position) from interaction), 0);
insert into consumer_cursor (name, position) select name, position from unnest(array['faq', 'search', 'notifications', 'crm']) name, log_head
on conflict (name) do update set position = excluded.position;
update notification_mark set position = (select position from log_head);
