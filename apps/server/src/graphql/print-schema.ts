import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { envelopeJsonSchema } from '@veche/crm';
import { interactionSchemas } from '@veche/interactions';
import { AccessTable } from '@veche/visibility';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { AppModule } from '../app.module.js';
import { unconnectedParts } from '../boot/unconnected.js';
import { envExample, variableTable } from '../boot/variables.js';

/** Files that are written from the code: what they hold. */
export interface Generated {
  schema: string;
  /** JSON Schema of every kind of interaction. */
  kinds: string;
  /** JSON Schema of what a webhook carries. */
  envelope: string;
  /** The README's table of variables. */
  variables: string;
  /** docker/env.example. */
  environment: string;
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
    kinds: `${JSON.stringify(interactionSchemas(), null, 2)}\n`,
    envelope: `${JSON.stringify(envelopeJsonSchema(), null, 2)}\n`,
    variables: variableTable(),
    environment: envExample(),
    access: rows
      .map(({ kind, entry, access }) => `| ${kind} | \`${entry}\` | ${typeof access === 'string' ? access : access.join(', ')} |`)
      .join('\n'),
  };
}
