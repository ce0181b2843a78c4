import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { type InteractionKind, KINDS } from '@veche/interactions';
import { configSchema } from '@veche/platform';
import { AccessTable } from '@veche/visibility';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { z } from 'zod';
import { AppModule } from '../app.module.js';
import { unconnectedParts } from '../boot/unconnected.js';

/** Files that are written from the code: what they hold. */
export interface Generated {
  schema: string;
  /** JSON Schema of every kind of interaction. */
  kinds: string;
  /** The README's table of variables. */
  variables: string;
  /** Who may call what. */
  access: string;
}

/** Reads everything that is generated from the running application, without a database. */
export async function generated(): Promise<Generated> {
  const app = await NestFactory.create(AppModule.with(unconnectedParts()), { logger: ['error'], abortOnError: false });
  await app.init();
  const schema = printSchema(lexicographicSortSchema(app.get(GraphQLSchemaHost).schema));
  const rows = app.get(AccessTable).rows();
  await app.close();
  return {
    schema: `${schema}\n`,
    kinds: `${JSON.stringify(kindSchemas(), null, 2)}\n`,
    variables: variables(),
    access: rows
      .map(({ kind, entry, access }) => `| ${kind} | \`${entry}\` | ${typeof access === 'string' ? access : access.join(', ')} |`)
      .join('\n'),
  };
}

function kindSchemas(): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(KINDS).map(([name, { says, whose, payload }]): [InteractionKind, unknown] => [
      name as InteractionKind,
      { description: says, record: whose, payload: z.toJSONSchema(payload) },
    ]),
  );
}

function variables(): string {
  const rows = Object.entries(configSchema.shape).map(([name, type]) => {
    const standard =
      type instanceof z.ZodDefault || 'defaultValue' in type.def ? String((type.def as { defaultValue?: unknown }).defaultValue ?? '') : '';
    return `| \`${name}\` | ${standard} | ${type.description ?? ''} |`;
  });
  return ['| variable | default | meaning |', '|---|---|---|', ...rows].join('\n');
}
