import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { Controller, type ExecutionContext, Get, Module } from '@nestjs/common';
import { DiscoveryModule, Reflector } from '@nestjs/core';
import { Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Test } from '@nestjs/testing';
import { Refusal } from '@veche/platform';
import { ROLES, type Role, type Viewer, viewerOf, visitor } from '../viewer.js';
import { type Access, Allow, refusalOf } from './access.js';
import { AccessGuard } from './access.guard.js';
import { AccessTable } from './access-table.js';

function member(...roles: Role[]): Viewer {
  return viewerOf({
    personId: '0190a0a0-0000-7000-8000-000000000001',
    accountId: null,
    sessionId: null,
    name: '',
    roles,
    privateAudienceId: null,
    locale: 'en',
  });
}

describe('who may call', () => {
  const ok = undefined;
  const sets: [Access, ...(string | undefined)[]][] = [
    // access            visitor            member       REPRESENTATIVE OPERATOR     MODERATOR    CRM_ADMIN    ADMIN
    ['everyone', ok, ok, ok, ok, ok, ok, ok],
    ['member', 'UNAUTHENTICATED', ok, ok, ok, ok, ok, ok],
    ['staff', 'UNAUTHENTICATED', 'FORBIDDEN', ok, ok, ok, ok, ok],
    [['REPRESENTATIVE'], 'UNAUTHENTICATED', 'FORBIDDEN', ok, 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', ok],
    [['OPERATOR', 'REPRESENTATIVE'], 'UNAUTHENTICATED', 'FORBIDDEN', ok, ok, 'FORBIDDEN', 'FORBIDDEN', ok],
    [['MODERATOR'], 'UNAUTHENTICATED', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', ok, 'FORBIDDEN', ok],
    [['CRM_ADMIN'], 'UNAUTHENTICATED', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', ok, ok],
    [['ADMIN'], 'UNAUTHENTICATED', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', ok],
    [[], 'UNAUTHENTICATED', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', ok],
  ]; // prettier-ignore
  const viewers: [string, Viewer][] = [
    ['a visitor', visitor()],
    ['a member', member()],
    ...ROLES.map((role): [string, Viewer] => [role, member(role)]),
  ];
  const table = sets.flatMap(([access, ...answers]) => viewers.map(([name, viewer], i) => ({ access, name, viewer, answer: answers[i] })));

  it.each(table)('what is for $access answers $name with $answer', ({ access, viewer, answer }) => {
    expect(refusalOf(access, viewer)?.code).toBe(answer);
  });
});

@Resolver()
class ThingResolver {
  @Query(() => String)
  @Allow('everyone')
  thing(): string {
    return '';
  }
  @Mutation(() => String)
  @Allow(['ADMIN'])
  changeThing(): string {
    return '';
  }
  @ResolveField(() => String)
  nested(): string {
    return '';
  }
}
@Controller('things')
class ThingController {
  @Get(':id')
  @Allow('member')
  one(): string {
    return '';
  }
}
@Resolver()
class SilentResolver {
  @Query(() => String)
  forgotten(): string {
    return '';
  }
}
@Controller('silent')
class SilentController {
  @Get()
  forgottenRoute(): string {
    return '';
  }
}
/** What '@nestjs/websockets' would mark: the table reads marks, so it need not know the package. */
class SilentGateway {
  forgottenMessage(): void {}
}
Reflect.defineMetadata('message', 'forgotten', SilentGateway.prototype.forgottenMessage);

async function tableOf(providers: (new () => object)[], controllers: (new () => object)[]): Promise<AccessTable> {
  @Module({ imports: [DiscoveryModule], providers: [AccessTable, ...providers], controllers })
  class App {}
  return (await Test.createTestingModule({ imports: [App] }).compile()).get(AccessTable);
}

describe('the table of access', () => {
  it('lists every query, mutation and route with who may call it, and no nested field', async () => {
    const table = await tableOf([ThingResolver], [ThingController]);
    expect(table.rows()).toEqual([
      { entry: 'ThingResolver.thing', kind: 'Query', access: 'everyone' },
      { entry: 'ThingResolver.changeThing', kind: 'Mutation', access: ['ADMIN'] },
      { entry: 'ThingController.one', kind: 'route', access: 'member' },
    ]);
  });

  it('refuses when a query, a route and a socket message declare nothing, and names all three', async () => {
    const table = await tableOf([ThingResolver, SilentResolver, SilentGateway], [SilentController]);
    expect(() => table.rows()).toThrow(
      'Query SilentResolver.forgotten, socket message SilentGateway.forgottenMessage, route SilentController.forgottenRoute',
    );
  });
});

describe('the guard', () => {
  const guard = new AccessGuard(new Reflector());
  const route = (viewer: Viewer, handler: () => unknown): ExecutionContext =>
    ({
      getType: () => 'http',
      getHandler: () => handler,
      getClass: () => ThingController,
      switchToHttp: () => ({ getRequest: () => ({ viewer }) }),
    }) as unknown as ExecutionContext;
  const field = (viewer: Viewer, parent: string, handler: () => unknown): ExecutionContext =>
    ({
      getType: () => 'graphql',
      getHandler: () => handler,
      getClass: () => ThingResolver,
      getArgs: () => [{}, {}, { viewer }, { parentType: { name: parent } }],
    }) as unknown as ExecutionContext;

  it('lets a member through a route for members, and asks a visitor to sign in', () => {
    expect(guard.canActivate(route(member(), ThingController.prototype.one))).toBe(true);
    expect(() => guard.canActivate(route(visitor(), ThingController.prototype.one))).toThrow(Refusal);
  });

  it('refuses a mutation to a role that it is not for', () => {
    expect(() => guard.canActivate(field(member('OPERATOR'), 'Mutation', ThingResolver.prototype.changeThing))).toThrow(
      'Your role does not allow this.',
    );
    expect(guard.canActivate(field(member('ADMIN'), 'Mutation', ThingResolver.prototype.changeThing))).toBe(true);
  });

  it('refuses what declares nothing, even to an admin', () => {
    expect(() => guard.canActivate(field(member('ADMIN'), 'Query', SilentResolver.prototype.forgotten))).toThrow(
      'forgotten declares no access',
    );
    expect(() => guard.canActivate(route(member('ADMIN'), SilentController.prototype.forgottenRoute))).toThrow('declares no access');
  });

  it('does not ask at a nested field, which the gate of its parent let through', () => {
    expect(guard.canActivate(field(visitor(), 'Thing', ThingResolver.prototype.nested))).toBe(true);
  });
});
