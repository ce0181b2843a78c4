import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { migrationFiles, statementsOf } from './migration-files.js';
import { objectionsTo } from './migration-rules.js';

const FOLDER = path.resolve(import.meta.dirname, '../../../../migrations');
/** The last one of 0.1.0: whatever comes later meets portals with rows. */
const RELEASED = 'crm-1795305600006';

const files = migrationFiles(FOLDER);
const newer = files.slice(files.findIndex(({ name }) => name === RELEASED) + 1);

describe('migrations that meet a portal with rows', () => {
  it.each(newer)('$name lets the old version run beside it, and nobody wait for it', ({ file }) => {
    expect(objectionsTo(readFileSync(file, 'utf8'))).toEqual([]);
  });

  it.each([
    'alter table topic rename column title to name;',
    'alter table topic drop column excerpt;',
    'alter table topic alter column title type varchar(80);',
    'alter table topic alter column status set not null;',
    'alter table reply add column tone text not null;',
    'alter table reply add column lucky double precision default random();',
    'alter table reply add column shout text generated always as (upper(body_md)) stored;',
    'alter table reply add constraint short check (length(body_md) < 9);',
    'alter table reply add foreign key (editor_id) references person (id);',
    'alter table topic add unique (slug);',
    'create index reply_tone_idx on reply (tone);',
    'create unique index concurrently topic_slug_key on topic (slug);',
    'update topic set score = 0 where true;',
    'drop table tag_synonym;',
    'truncate search_document;',
    '-- outside a transaction\ncreate index concurrently reply_tone_idx on reply (tone);\nalter table reply add column tone text;',
  ])('refuses: %s', (text) => {
    expect(objectionsTo(text)).toHaveLength(1);
  });

  it.each([
    'alter table topic add column version bigint not null default 0;\ngrant select (version) on topic to portal_public;',
    'create table badge (id uuid primary key, person_id uuid not null references person (id));\ncreate index badge_person_idx on badge (person_id);',
    'alter table reply add constraint short check (length(body_md) < 9) not valid;',
    '-- outside a transaction\ndrop index concurrently if exists reply_tone_idx;\ncreate index concurrently reply_tone_idx on reply (tone);',
    'create function f() returns trigger language plpgsql as $$ begin update topic set version = 1; return null; end $$;',
  ])('lets through: %s', (text) => {
    expect(objectionsTo(text)).toEqual([]);
  });

  it('runs statements outside a transaction one by one', () => {
    expect(statementsOf('-- outside a transaction\ndrop index a;\n-- why\ncreate index b\n  on t (c);\n')).toEqual([
      'drop index a',
      'create index b\n  on t (c)',
    ]);
  });
});
