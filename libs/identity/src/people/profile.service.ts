import { Injectable } from '@nestjs/common';
import { InteractionLog, ownAct } from '@veche/interactions';
import { constraintOf, Database, forbidden, Refusal, rows, sql, textBetween, unauthenticated } from '@veche/platform';
import { isStaff, type Viewer } from '@veche/visibility';
import { chosenHandle } from './handle.js';
import { personName } from './person.repository.js';
import { personJson } from './person.sql.js';
import type { Person } from './person.type.js';

/** What a person says of themselves; a handle or title that is not given stays. */
export interface ProfileEdit {
  name: string;
  bio: string;
  handle?: string | null | undefined;
  title?: string | null | undefined;
}

/** The public face of a person, changed by its owner alone. */
@Injectable()
export class ProfileService {
  constructor(
    private readonly database: Database,
    private readonly log: InteractionLog,
  ) {}

  /** @throws Refusal INVALID naming the field, CONFLICT on `handle`, FORBIDDEN when a customer gives themselves a position */
  async edit(viewer: Viewer, edit: ProfileEdit): Promise<Person> {
    if (viewer.personId === null) throw unauthenticated();
    const name = personName(edit.name);
    const bio = textBetween('bio', edit.bio, 0, 2_000, { en: 'About you', ru: 'О себе' });
    const handle = edit.handle == null ? null : chosenHandle(edit.handle);
    const title = edit.title == null ? null : textBetween('title', edit.title, 0, 80, { en: 'The position', ru: 'Должность' });
    if (title !== null && title !== '' && !isStaff(viewer)) {
      throw forbidden({
        en: 'Only people of the company have a position here.',
        ru: 'Должность здесь есть только у сотрудников компании.',
      });
    }
    return this.database
      .transaction(async (tx) => {
        const changed = await rows(
          tx,
          sql`update person p set name = ${name}, bio = ${bio}, handle = coalesce(${handle}::text, p.handle), title = coalesce(${title}::text, p.title)
              where p.id = ${viewer.personId} and (p.name, p.bio, p.handle, p.title)
                is distinct from (${name}, ${bio}, coalesce(${handle}::text, p.handle), coalesce(${title}::text, p.title)) returning id`,
        );
        const [{ person }] = (await rows<{ person: Person }>(
          tx,
          sql`select ${personJson('p')} as person from person p where p.id = ${viewer.personId}`,
        )) as [{ person: Person }];
        if (changed.length > 0) await this.log.append(tx, ownAct(viewer, 'person.profile_edited', {}));
        return person;
      })
      .catch((error: unknown) => {
        if (constraintOf(error) === 'person_handle_key') {
          throw new Refusal('CONFLICT', { en: 'Somebody has this handle.', ru: 'Это имя в адресе занято.' }, 'handle');
        }
        throw error;
      });
  }
}
