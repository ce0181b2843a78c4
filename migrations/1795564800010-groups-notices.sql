-- People are told of what becomes of their requests and memberships. Such a notice is about a group, not about a topic: the version before
-- joins topics and shows none of them.
alter table notification alter column topic_id drop not null;
alter table notification add column group_id uuid;
alter table notification drop constraint notification_kind_check;
alter table notification add constraint notification_kind_check check (
  (topic_id is not null and kind in ('REPLY', 'OFFICIAL_ANSWER', 'SOLUTION', 'STATUS'))
  or (group_id is not null and kind in ('GROUP_REQUEST', 'GROUP_INVITED', 'GROUP_ADMITTED', 'GROUP_DECLINED', 'GROUP_REMOVED'))
) not valid;
