-- What 1795478400001 added unchecked, checked without a lock that anybody waits for.
alter table topic validate constraint topic_group_fkey;
alter table audience validate constraint audience_kind_check;
