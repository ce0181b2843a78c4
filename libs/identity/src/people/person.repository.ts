import { Injectable } from '@nestjs/common';
import { Clock, newId, rows, sql, textBetween, type Tx } from '@veche/platform';
import { candidateHandle, handleFrom } from './handle.js';

/** A person about to be. */
export interface NewPerson {
  name: string;
  /** Default: now. */
  joinedAt?: Date;
  title?: string;
  bio?: string;
}

/** Writes of `person` that several commands share. */
@Injectable()
export class PersonRepository {
  constructor(private readonly clock: Clock) {}

  /** Adds a person under a free handle made from the name; the id. */
  async add(tx: Tx, { name, joinedAt, title = '', bio = '' }: NewPerson): Promise<string> {
    const [id, now, base] = [newId(), this.clock.now(), handleFrom(name)];
    for (let attempt = 0; attempt < 20; attempt++) {
      const added = await rows(
        tx,
        sql`insert into person (id, handle, name, title, bio, joined_at, created_at)
            values (${id}, ${candidateHandle(base, attempt)}, ${name}, ${title}, ${bio}, ${joinedAt ?? now}, ${now})
            on conflict do nothing returning id`,
      );
      if (added.length > 0) return id;
    }
    throw new Error(`no free handle for ${base} in 20 tries`);
  }

  /** Moves the version of everything that shows roles (decision 20); with names and positions it moves by trigger. */
  async movePages(tx: Tx): Promise<void> {
    await rows(tx, sql`update site set version = version + 1`);
  }
}

/** A name as it is kept: one line, without invisible characters that could make two names look alike. @throws Refusal INVALID */
export function personName(text: string): string {
  const line = text.replace(/[\s\p{Z}]+/gu, ' ').replace(/\p{C}/gu, '');
  return textBetween('name', line, 1, 80, { en: 'The name', ru: 'Имя' });
}
