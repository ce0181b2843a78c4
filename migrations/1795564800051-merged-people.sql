-- outside a transaction
-- Whom a person was merged with: asked whenever points are added up.
drop index concurrently if exists person_merged_idx;
create index concurrently person_merged_idx on person (merged_into_id) where merged_into_id is not null;
