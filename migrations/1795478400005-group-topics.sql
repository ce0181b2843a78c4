-- outside a transaction
-- The lists of a group, each in its order.
drop index concurrently if exists topic_group_moved_idx;
create index concurrently topic_group_moved_idx on topic (group_id, moved_at desc, id desc) where group_id is not null and state = 'published';
drop index concurrently if exists topic_group_new_idx;
create index concurrently topic_group_new_idx on topic (group_id, created_at desc, id desc) where group_id is not null and state = 'published';
drop index concurrently if exists topic_group_audience_idx;
create index concurrently topic_group_audience_idx on topic (group_id, audience_id) where group_id is not null;
