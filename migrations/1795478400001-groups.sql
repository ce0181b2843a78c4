-- Groups: who is in them, who asked, who is invited, and which topics live in them. See libs/groups/README.md.
-- (Plural, unlike its neighbours: "group" is a word of SQL.)

-- First, as writers take their locks: who held the audiences and waited for the topics would be waited for by every writer, and
-- neither would get on.
alter table topic add column group_id uuid;

alter table audience drop constraint audience_kind_check;
alter table audience add constraint audience_kind_check check (kind in ('everyone', 'members', 'staff', 'group', 'private')) not valid;
create sequence audience_group_id as integer start 100 minvalue 100 maxvalue 999999999;

create table groups (
  id uuid primary key,
  -- Of an UNLISTED group a random word: one made of its name could be guessed, and would be missed by whoever wants it.
  slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name text not null,
  type text not null check (type in ('PUBLIC', 'CLOSED', 'UNLISTED')),
  -- Its members; never changes.
  audience_id integer not null unique references audience (id),
  -- Who reads what is in it: everyone, or its members (decision 6). Topics, replies and all under them follow by cascade.
  content_audience_id integer not null references audience (id),
  created_by_id uuid references person (id),
  created_at timestamptz(3) not null,
  unique (id, audience_id),
  unique (id, content_audience_id),
  check (content_audience_id = case type when 'PUBLIC' then 1 else audience_id end)
);
create index groups_list_idx on groups (name, id);

-- What is for those who read the group: the name of a CLOSED one is public, this is not.
create table group_profile (
  group_id uuid primary key,
  audience_id integer not null,
  description_md text not null default '',
  description_html text not null default '',
  member_count integer not null default 0,
  foreign key (group_id, audience_id) references groups (id, content_audience_id) on update cascade
);

-- One row per person and group, as it stands now; what happened is in the log. Rights come from state 'member' alone.
create table group_membership (
  group_id uuid not null,
  person_id uuid not null references person (id),
  audience_id integer not null,
  state text not null check (state in ('member', 'requested', 'invited', 'declined', 'banned', 'left')),
  role text not null default 'MEMBER' check (role in ('OWNER', 'MODERATOR', 'MEMBER')),
  -- Of the request.
  message text not null default '',
  -- Of the decline, the removal or the ban.
  reason text not null default '',
  -- Where the person was going when the group stood in the way.
  wanted_path text check (wanted_path like '/%'),
  invited_by_id uuid references person (id),
  decided_by_id uuid references person (id),
  since timestamptz(3) not null,
  primary key (group_id, person_id),
  foreign key (group_id, audience_id) references groups (id, audience_id),
  check (state = 'member' or role = 'MEMBER')
);
create index group_membership_person_idx on group_membership (person_id, state) include (group_id, audience_id, role);
create index group_membership_list_idx on group_membership (group_id, state, since desc, person_id desc);

-- Whoever has the link may join; only the hash is kept.
create table group_invitation (
  id uuid primary key,
  group_id uuid not null references groups (id),
  token_hash bytea not null unique,
  uses_left integer not null check (uses_left >= 0),
  created_by_id uuid not null references person (id),
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index group_invitation_group_idx on group_invitation (group_id, created_at desc);

-- A site moderator looks into a group without being its member: with a reason, for an hour, in the sight of its owners.
create table group_step_in (
  id uuid primary key,
  group_id uuid not null,
  audience_id integer not null,
  person_id uuid not null references person (id),
  reason text not null,
  started_at timestamptz not null,
  ends_at timestamptz not null,
  foreign key (group_id, audience_id) references groups (id, audience_id)
);
create index group_step_in_person_idx on group_step_in (person_id, ends_at);
create index group_step_in_group_idx on group_step_in (group_id, started_at desc);

-- What was done in a group is read by its owners.
create index audit_entry_subject_idx on audit_entry (subject, at desc);

-- A topic in a group has the group's audience, whichever way that changes.
alter table topic add constraint topic_group_fkey foreign key (group_id, audience_id)
  references groups (id, content_audience_id) on update cascade not valid;

create function count_members() returns trigger language plpgsql as $$
begin
  update group_profile set member_count = member_count + (case when tg_op <> 'DELETE' and new.state = 'member' then 1 else 0 end)
      - (case when tg_op <> 'INSERT' and old.state = 'member' then 1 else 0 end)
    where group_id = coalesce(new.group_id, old.group_id);
  return null;
end $$;
create trigger group_membership_entered after insert on group_membership
  for each row when (new.state = 'member') execute function count_members();
create trigger group_membership_moved after update of state on group_membership
  for each row when ((old.state = 'member') <> (new.state = 'member')) execute function count_members();
create trigger group_membership_gone after delete on group_membership
  for each row when (old.state = 'member') execute function count_members();

-- Rights change at once in every process (migrations, realtime): whoever joins, leaves, rises, falls, steps in or out.
create trigger group_membership_changed after insert or update or delete on group_membership
  for each row execute function tell_person_changed('person_id');
create trigger group_step_in_changed after insert or update or delete on group_step_in
  for each row execute function tell_person_changed('person_id');

-- Pages of visitors show a group's name and whether it is public; a topic that enters or leaves a public group keeps its audience.
create trigger group_made_version after insert on groups
  for each row when (new.type <> 'UNLISTED') execute function move_site_version();
create trigger group_version after update of name, slug, type on groups
  for each row when (old.type <> 'UNLISTED' or new.type <> 'UNLISTED') execute function move_site_version();
create trigger group_profile_version after update of description_html, member_count on group_profile
  for each row when (new.audience_id = 1) execute function move_site_version();
create trigger topic_group_version before update of group_id on topic
  for each row when (old.group_id is distinct from new.group_id and old.audience_id = new.audience_id) execute function move_topic_version();

-- Static policies for anonymous reading.
grant select (group_id) on topic to portal_public;
alter table groups enable row level security;
create policy public_groups on groups for select to portal_public using (type <> 'UNLISTED');
grant select (id, slug, name, type, content_audience_id, created_at) on groups to portal_public;
alter table group_profile enable row level security;
create policy public_group_profiles on group_profile for select to portal_public using (audience_id = 1);
grant select (group_id, audience_id, description_html, member_count) on group_profile to portal_public;
alter table group_membership enable row level security;
alter table group_invitation enable row level security;
alter table group_step_in enable row level security;
