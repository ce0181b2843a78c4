-- What 1795478400002 added unchecked, checked without a lock that anybody waits for.
alter table site validate constraint site_first_posts_check;
alter table person validate constraint person_state_check;
