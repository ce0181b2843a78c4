-- People, their accounts and sessions, products and tags. `:name` are numbers of the size; bench_* are filled before (generate.mjs).
-- A number in [0, 1) that depends on its arguments alone.
create function pg_temp.dice(i bigint, salt integer) returns double precision language sql immutable parallel safe as
$$ select (hashint8extended(i, (salt + :seed * 1000)::bigint) & 9007199254740991)::float8 / 9007199254740992 $$;
-- A UUIDv7 of this moment; the rest of it depends on the arguments.
create function pg_temp.id_at(at timestamptz, i bigint, salt integer) returns uuid language sql immutable parallel safe as
$$ select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(h, 1, 3) || 'a' || substr(h, 4, 15))::uuid
   from md5(salt || ':' || i) h $$;
-- Row i of n of a pool, by chance.
create function pg_temp.chosen(i bigint, salt integer, n integer) returns integer language sql immutable parallel safe as
$$ select 1 + floor(pg_temp.dice(i, salt) * n)::integer $$;

create temp table p as
select i, pg_temp.id_at(:since + (:until - :since) * (i / :people::float8 * 0.1), i, 1) as id, n.name,
  i <= :staff as is_staff, i <= :staff and i % 3 = 0 as is_moderator, :since + (:until - :since) * (i / :people::float8 * 0.1) as at
from generate_series(1, :people) i join bench_name n using (i);
create unique index on p (i);
analyze p;

insert into person (id, handle, name, title, bio, is_representative, joined_at, created_at)
select id, 'person-' || i, name, case when is_staff then (array['Support', 'Engineer', 'Product manager'])[1 + i % 3] else '' end,
  case when i % 4 = 0 then name || ' · ' || i else '' end, is_staff, at, at from p;
insert into account (id, person_id, email, password_hash, created_at, password_changed_at)
select pg_temp.id_at(at, i, 2), id, 'person-' || i || '@bench.invalid', '-', at, at from p;
insert into role_grant (person_id, role, granted_at) select id, 'REPRESENTATIVE', at from p where is_staff;
insert into role_grant (person_id, role, granted_at) select id, 'MODERATOR', at from p where is_moderator;
-- Everybody is signed in, with a token that the benches can say (people.mjs): never do that elsewhere.
insert into session (id, token_hash, account_id, created_at, last_seen_at, expires_at, device)
select pg_temp.id_at(at, i, 3),
  sha256(convert_to(translate(rtrim(encode(sha256(convert_to('veche-bench-' || i, 'UTF8')), 'base64'), '='), '+/', '-_'), 'UTF8')),
  pg_temp.id_at(at, i, 2), now(), now(), now() + interval '300 days', 'bench' from p;
-- Mails are another job's cost: nobody here wants them.
insert into mail_preference (person_id, notifications) select id, false from p;

create temp table pr as select i, pg_temp.id_at(:since, i, 4) as id from generate_series(1, :products) i;
insert into product (id, slug, name, description, position, created_at)
select id, 'product-' || i, 'Product ' || i, 'What there is to say about product ' || i, i, :since from pr;
create temp table tg as select i, pg_temp.id_at(:since, i, 5) as id, n.name from bench_tag n;
insert into tag (id, slug, name, created_at) select id, 'tag-' || i, name, :since from tg;
