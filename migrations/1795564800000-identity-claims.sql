-- outside a transaction
-- An e-mail that nobody proved is a claim and blocks nobody: only a proven one is unique. What guarded both goes last.
create unique index concurrently if not exists account_proven_email_key on account (lower(email)) where email_verified_at is not null;
create index concurrently if not exists account_email_idx on account (lower(email));
drop index concurrently if exists account_email_key;
