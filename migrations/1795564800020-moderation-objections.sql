-- Whom an act of a moderator concerns may object and learns what came of it; how much new people write is the site's to say.
alter table moderation_act add column objection text;
alter table moderation_act add column objected_at timestamptz(3);
-- What the person was told when the act was upheld.
alter table moderation_act add column answer text;
alter table moderation_act add column answered_at timestamptz(3);
create index moderation_act_objection_idx on moderation_act (objected_at)
  where objected_at is not null and answered_at is null and undone_at is null;

alter table site add column newcomer_links smallint not null default 3;
alter table site add column newcomer_mentions smallint not null default 3;
alter table site add column newcomer_pace smallint not null default 40;
