-- All that triggers and commands keep beside the rows, by whole statements: triggers are off while this runs.
insert into topic_product (topic_id, audience_id, topic_state, product_id, created_at, moved_at)
select t.id, t.audience_id, t.state, tp.product_id, t.at, t.at from tp join t using (i) order by t.i;
insert into topic_tag (topic_id, audience_id, topic_state, tag_id, created_at, moved_at)
select t.id, t.audience_id, t.state, tt.tag_id, t.at, t.at from tt join t using (i) order by t.i;

create temp table c as
select t.i, t.id, coalesce(r.last, t.at) as moved_at, coalesce(r.answers, 0) as answers, coalesce(r.comments, 0) as comments,
  coalesce(v.votes, 0) as votes, coalesce(f.follows, 0) as follows, coalesce(tp.ids, '{}') as product_ids, coalesce(tt.ids, '{}') as tag_ids
from t
left join (select a.topic, max(a.at) as last,
    count(*) filter (where a.is_answer and a.state = 'published') as answers,
    count(*) filter (where not a.is_answer and a.state = 'published' and (a.parent is null or u.state = 'published')) as comments
  from r a left join r u on u.topic = a.topic and u.nth = a.parent group by a.topic) r on r.topic = t.i
left join (select topic_id, count(*) as votes from topic_vote group by 1) v on v.topic_id = t.id
left join (select topic_id, count(*) as follows from topic_follow group by 1) f on f.topic_id = t.id
left join (select i, array_agg(product_id order by product_id) as ids from tp group by i) tp using (i)
left join (select i, array_agg(tag_id order by tag_id) as ids from tt group by i) tt using (i);
create unique index on c (id);
analyze c;
update topic set moved_at = c.moved_at, answer_count = c.answers, comment_count = c.comments, vote_count = c.votes,
  follower_count = c.follows, product_ids = c.product_ids, tag_ids = c.tag_ids
from c where c.id = topic.id;
update topic_product set moved_at = c.moved_at from c where c.id = topic_id and c.moved_at <> topic_product.moved_at;
update topic_tag set moved_at = c.moved_at from c where c.id = topic_id and c.moved_at <> topic_tag.moved_at;
update reply set vote_count = v.votes from (select reply_id, count(*) as votes from reply_vote group by 1) v where v.reply_id = reply.id;
insert into topic_tally (subject_id, audience_id, topic_state, topics)
select product_id, audience_id, topic_state, count(*) from topic_product group by 1, 2, 3
union all select tag_id, audience_id, topic_state, count(*) from topic_tag group by 1, 2, 3;

-- What the projections of the log would have made of it; demand is computed by the projection's own statement (generate.mjs).
insert into need_topic (topic_id, asked_at, asker_person_id, solution_reply_id, official_reply_id)
select id, created_at, author_person_id, solution_reply_id, official_reply_id from topic;
insert into need (topic_id, kind, person_id, subject_id, at)
select topic_id, 'ME_TOO', person_id, topic_id, at from tv
union all select id, 'ME_TOO', author_person_id, id, created_at from topic
union all select topic_id, 'FOLLOW', person_id, topic_id, at from tv where follows
union all select topic_id, 'ANSWER_VOTE', person_id, reply_id, at from rv;
insert into search_document (topic_id, title, lead, counted_audience_id)
select id, title, excerpt, case when state = 'published' then audience_id end from topic;
insert into search_word (word, audience_id, documents)
select word, counted_audience_id, count(*) from search_document cross join lateral unnest(array_append(tsvector_to_array(tsv), '')) as word
where counted_audience_id is not null group by 1, 2;
