import { Query, Resolver } from '@nestjs/graphql';
import { Database, sql } from '@veche/platform';
import { Allow } from '@veche/visibility';
import { WrittenAccountLetter } from './account-letter.type.js';

@Resolver(() => WrittenAccountLetter)
export class AccountLetterResolver {
  constructor(private readonly database: Database) {}

  @Query(() => [WrittenAccountLetter], { description: 'The last letters about accounts, newest first.' })
  @Allow(['ADMIN'])
  accountLetters(): Promise<WrittenAccountLetter[]> {
    return this.database.main.rows<WrittenAccountLetter>(
      sql`select id, recipient as to, subject, text, sent_at as at from account_letter order by sent_at desc, id desc limit 30`,
    );
  }
}
