-- Versions by which anonymous pages are kept (decision 20; apps/server/src/web/page-cache/README.md).
--
-- What a topic's page shows a visitor (apps/web/src/pages/topic/topic-page.graphql, TopicRow, the frame), and what moves when it changes:
--   the topic's own columns, listed below, the ids of its products and tags among them    topic.version, by this row's own trigger
--   its published replies and comments: words, author, votes, moments, states             topic.version, by the trigger of reply
--   how many replies there are, who wrote last, since when                                topic.version: a new reply is counted in the topic's row
--   its statuses with their words and signatures                                          topic.version, by the trigger of status_change
--   names, positions and handles of people, whether they speak for the company            site.version, by the trigger of person
--   names of products and tags, the site's name and colour                                site.version, by the commands that change them
-- Need (`demand`) is not on it. What only members or staff see (notes, sources, who closed or deleted, held and hidden replies) moves
-- nothing, so that a version tells no more than the page.

alter table topic add column version bigint not null default 0;
grant select (version) on topic to portal_public;

create function move_topic_version() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  return new;
end $$;
-- The cheap and frequent first: the comparison ends at the first difference.
create trigger topic_version before update on topic for each row when (
  old.vote_count <> new.vote_count or old.answer_count <> new.answer_count or old.comment_count <> new.comment_count
  or old.follower_count <> new.follower_count or old.moved_at <> new.moved_at or old.state <> new.state
  or old.audience_id <> new.audience_id or old.kind <> new.kind or old.status is distinct from new.status
  or old.solution_reply_id is distinct from new.solution_reply_id or old.solution_by_id is distinct from new.solution_by_id
  or old.official_reply_id is distinct from new.official_reply_id or old.official_by_id is distinct from new.official_by_id
  or old.official_title <> new.official_title or old.official_at is distinct from new.official_at
  or old.edited_at is distinct from new.edited_at or old.closed_at is distinct from new.closed_at
  or old.imported_score <> new.imported_score or old.product_ids <> new.product_ids or old.tag_ids <> new.tag_ids
  or old.author_person_id is distinct from new.author_person_id or old.author_name <> new.author_name or old.created_at <> new.created_at
  or old.key <> new.key or old.slug <> new.slug or old.title <> new.title or old.excerpt <> new.excerpt or old.body_html <> new.body_html
) execute function move_topic_version();

-- For replies and statuses. Pages of topics that visitors do not see are not kept: their rows are left alone.
create function move_version_of_topic() returns trigger language plpgsql as $$
begin
  update topic set version = version + 1
    where id = coalesce(new.topic_id, old.topic_id) and audience_id = 1 and state = 'published';
  return null;
end $$;
-- A row's own columns only: an audience or state that comes by cascade moved the topic's version, or the answer's, already, so that
-- moving a topic with ten thousand replies is one change here. Inserted replies are counted in the topic's row.
create trigger reply_version
  after update of state, body_html, author_person_id, author_name, created_at, edited_at, vote_count, imported_score, kind on reply
  for each row when ((old.state = 'published' or new.state = 'published') and (
    old.vote_count <> new.vote_count or old.state <> new.state or old.edited_at is distinct from new.edited_at
    or old.imported_score <> new.imported_score or old.author_person_id is distinct from new.author_person_id
    or old.author_name <> new.author_name or old.created_at <> new.created_at or old.kind <> new.kind or old.body_html <> new.body_html))
  execute function move_version_of_topic();
create trigger reply_gone_version after delete on reply
  for each row when (old.state = 'published') execute function move_version_of_topic();
create trigger status_change_version
  after insert or delete or update of to_status, from_status, word_html, person_id, signed_title, is_imported, created_at on status_change
  for each row execute function move_version_of_topic();

-- What every page may show of a person.
create function move_site_version() returns trigger language plpgsql as $$
begin
  update site set version = version + 1;
  return null;
end $$;
create trigger person_version
  after update of handle, name, title, bio, is_representative, was_representative, state, source, joined_at on person
  for each row when ((old.handle, old.name, old.title, old.bio, old.is_representative, old.was_representative, old.state, old.source, old.joined_at)
    is distinct from (new.handle, new.name, new.title, new.bio, new.is_representative, new.was_representative, new.state, new.source, new.joined_at))
  execute function move_site_version();

-- What pages other than topics depend on: the site, all that was done (the log's committed head), and the state of the FAQ, which follows
-- the log later. portal_public may read these three numbers and nothing else of those tables; no page and no field shows them.
create view public_page_version as
  select s.version as site, h.position as log, coalesce((select c.position from consumer_cursor c where c.name = 'faq'), 0) as faq
  from site s cross join log_head h;
grant select on public_page_version to portal_public;
