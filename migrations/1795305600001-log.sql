-- The log of interactions and the cursors of those who read it. See libs/interactions/README.md.

create sequence interaction_seq;
create table interaction (
  id uuid not null primary key,
  seq bigint not null default nextval('interaction_seq'),
  -- Given by the sequencer, in seq order, once the row is committed; the only column that ever changes.
  position bigint,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  person_id uuid,
  actor_person_id uuid,
  channel text not null,
  kind text not null,
  topic_id uuid,
  reply_id uuid,
  audience_id integer,
  visitor_hash bytea,
  is_imported boolean not null default false,
  payload jsonb not null default '{}'
) partition by range (id);

-- A UUIDv7 starts with milliseconds since 1970, so a month of ids is a range of ids.
create function uuidv7_floor(at timestamptz) returns uuid language sql immutable as
$$ select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid $$;

create function ensure_month_partition(parent text, month date) returns void language plpgsql as $$
declare
  name text := format('%s_%s', parent, to_char(month, 'YYYY_MM'));
begin
  if to_regclass(name) is null then
    execute format('create table %I partition of %I for values from (%L) to (%L)', name, parent,
      uuidv7_floor(month::timestamp at time zone 'UTC'),
      uuidv7_floor((month + interval '1 month') at time zone 'UTC'));
  end if;
end $$;

-- Partitions from `first` for `months` months; called by a job long before they are needed.
create function ensure_partitions(first date, months integer) returns void language plpgsql as $$
declare
  parent text;
  i integer;
begin
  foreach parent in array array['interaction', 'delivery', 'notification'] loop
    for i in 0..months - 1 loop
      perform ensure_month_partition(parent, (date_trunc('month', first) + make_interval(months => i))::date);
    end loop;
  end loop;
end $$;

-- Where a clock is far off (a moved clock in a test, a wrong one in life) rows still have a home.
create table interaction_default partition of interaction default;
create index interaction_unplaced_idx on interaction (seq) where position is null;
create index interaction_position_idx on interaction (position) where position is not null;
create index interaction_person_idx on interaction (person_id, position);
create index interaction_topic_idx on interaction (topic_id);

create function interaction_is_append_only() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.position is null and new.position is not null
     and to_jsonb(new) - 'position' = to_jsonb(old) - 'position' then
    return new;
  end if;
  raise exception 'the log is append-only' using errcode = 'restrict_violation';
end $$;
create trigger interaction_append_only before update or delete on interaction
  for each row execute function interaction_is_append_only();

create table log_head (
  id smallint primary key default 1 check (id = 1),
  position bigint not null default 0
);
insert into log_head default values;

create table consumer_cursor (
  name text primary key,
  position bigint not null default 0,
  moved_at timestamptz not null default now()
);
