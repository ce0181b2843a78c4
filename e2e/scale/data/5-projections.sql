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
