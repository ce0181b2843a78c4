import { Field, ID, InputType } from '@nestjs/graphql';
import { isInteractionKind } from '@veche/interactions';
import { invalid, textBetween } from '@veche/platform';
import { isWebhookSecret } from '../connectors/webhook/signature.js';

@InputType()
export class ConnectionInput {
  @Field(() => ID, { nullable: true })
  id?: string | null;

  @Field()
  name: string;

  @Field()
  url: string;

  @Field(() => String, { nullable: true })
  secret?: string | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false })
  takesImported?: boolean | null;

  @Field(() => [String], { nullable: true, defaultValue: [] })
  excludedKinds?: string[] | null;
}

/** A connection's settings that were checked. */
export interface ConnectionSettings {
  name: string;
  url: string;
  /** Null: as it was. */
  secret: string | null;
  takesImported: boolean;
  excludedKinds: string[];
}

/** @throws Refusal INVALID with the field and what would work */
export function settingsOf(input: ConnectionInput): ConnectionSettings {
  const name = textBetween('name', input.name, 1, 100, { en: 'The name', ru: 'Название' });
  const unknown = (input.excludedKinds ?? []).find((kind) => !isInteractionKind(kind));
  if (unknown !== undefined) {
    throw invalid('excludedKinds', { en: `There is no kind "${unknown.slice(0, 60)}".`, ru: `Вида «${unknown.slice(0, 60)}» нет.` });
  }
  return {
    name,
    url: urlOf(input.url),
    secret: secretOf(input.secret),
    takesImported: input.takesImported ?? false,
    excludedKinds: [...new Set(input.excludedKinds ?? [])].sort(),
  };
}

function urlOf(text: string): string {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (url === undefined || !['https:', 'http:'].includes(url.protocol) || url.href.length > 2_000) {
    throw invalid('url', {
      en: 'The address must begin with https:// and be complete.',
      ru: 'Адрес должен начинаться с https:// и быть полным.',
    });
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid('url', {
      en: 'Leave name and password out of the address; messages are signed.',
      ru: 'Уберите из адреса имя и пароль: сообщения подписываются.',
    });
  }
  url.hash = '';
  return url.href;
}

function secretOf(text: string | null | undefined): string | null {
  const secret = text?.trim() ?? '';
  if (secret === '') return null;
  if (!isWebhookSecret(secret)) {
    throw invalid('secret', {
      en: 'A secret is whsec_ followed by 24 to 64 bytes in Base64. Leave it empty and the portal makes one.',
      ru: 'Секрет — это whsec_ и от 24 до 64 байтов в Base64. Оставьте поле пустым, и портал создаст его сам.',
    });
  }
  return secret;
}
