-- What 1795564800010 added unchecked, checked without a lock that anybody waits for.
alter table notification validate constraint notification_kind_check;
