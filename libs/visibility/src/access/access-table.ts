import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ACCESS, type Access } from './access.js';

/** One entry point and who may call it. */
export interface AccessRow {
  entry: string;
  kind: 'Query' | 'Mutation' | 'Subscription' | 'route' | 'socket message';
  access: Access;
}

// Nest's own marks on methods: '@nestjs/graphql', '@nestjs/common' and '@nestjs/websockets' set them.
const GRAPHQL_TYPE = 'graphql:resolver_type';
const ROUTE_PATH = 'path';
const SOCKET_MESSAGE = 'message';

/** All entry points of the process, read from the running application rather than from a list that could be forgotten. */
@Injectable()
export class AccessTable {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  /** @throws Error naming every entry point that declares nothing; the process must not start then */
  rows(): AccessRow[] {
    const rows: AccessRow[] = [];
    const silent: string[] = [];
    for (const { entry, kind, handler } of this.entries()) {
      const access = this.reflector.get<Access | undefined>(ACCESS, handler);
      if (access === undefined) silent.push(`${kind} ${entry}`);
      else rows.push({ entry, kind, access });
    }
    if (silent.length > 0) throw new Error(`Declare who may call (@Allow): ${silent.join(', ')}`);
    return rows;
  }

  private entries(): { entry: string; kind: AccessRow['kind']; handler: (...args: never[]) => unknown }[] {
    return [...this.discovery.getProviders(), ...this.discovery.getControllers()].flatMap(({ instance }) => {
      if (typeof instance !== 'object' || instance === null) return [];
      const prototype = Object.getPrototypeOf(instance) as Record<string, (...args: never[]) => unknown>;
      return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
        const handler = prototype[name]!;
        const kind = kindOf(handler);
        return kind === undefined ? [] : [{ entry: `${instance.constructor.name}.${name}`, kind, handler }];
      });
    });
  }
}

function kindOf(handler: object): AccessRow['kind'] | undefined {
  const graphql: unknown = Reflect.getMetadata(GRAPHQL_TYPE, handler);
  if (graphql === 'Query' || graphql === 'Mutation' || graphql === 'Subscription') return graphql;
  if (Reflect.hasMetadata(SOCKET_MESSAGE, handler)) return 'socket message';
  return Reflect.hasMetadata(ROUTE_PATH, handler) && Reflect.hasMetadata('method', handler) ? 'route' : undefined;
}
