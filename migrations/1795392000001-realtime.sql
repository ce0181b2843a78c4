-- What sockets need: a table of the cluster adapter, and word of three things to whoever listens. A word that is lost costs a second
-- (the log is looked at by the clock as well) or, for rights, a minute. See libs/realtime/README.md.

-- Messages between processes that are too large for NOTIFY (8,000 bytes); the adapter clears it. Worth nothing after a crash.
create unlogged table socket_io_attachments (
  id bigserial unique,
  created_at timestamptz default now(),
  payload bytea
);

-- The log has a new head: positions were given.
create function tell_placed() returns trigger language plpgsql as $$
begin
  perform pg_notify('veche_placed', new.position::text);
  return null;
end $$;
create trigger log_head_moved after update on log_head
  for each row when (old.position <> new.position) execute function tell_placed();

-- People were told of the log up to here.
create function tell_told() returns trigger language plpgsql as $$
begin
  perform pg_notify('veche_told', new.position::text);
  return null;
end $$;
create trigger notification_mark_moved after update on notification_mark
  for each row when (old.position <> new.position) execute function tell_told();

-- Somebody's rights may have changed: 's' and a session that is over, 'p' and a person; nothing means all. By trigger, so that no way of
-- ending a session or taking a role is forgotten.
create function tell_sessions_over() returns trigger language plpgsql as $$
begin
  if (select count(*) from gone) > 100 then perform pg_notify('veche_rights', '');
  else perform pg_notify('veche_rights', 's' || id) from gone;
  end if;
  return null;
end $$;
create trigger session_over after delete on session referencing old table as gone
  for each statement execute function tell_sessions_over();

create function tell_person_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('veche_rights', 'p' || coalesce(to_jsonb(new) ->> tg_argv[0], to_jsonb(old) ->> tg_argv[0]));
  return null;
end $$;
create trigger role_changed after insert or update or delete on role_grant
  for each row execute function tell_person_changed('person_id');
create trigger person_state_changed after update of state on person
  for each row when (old.state <> new.state) execute function tell_person_changed('id');
create trigger audience_made after insert on audience
  for each row when (new.person_id is not null) execute function tell_person_changed('person_id');
