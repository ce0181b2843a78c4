import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext, type GqlContextType } from '@nestjs/graphql';
import type { Viewer } from '../viewer.js';
import { ACCESS, type Access, refusalOf } from './access.js';

/** What a request carries once its viewer is known; the GraphQL context has the same field. */
export interface WithViewer {
  viewer: Viewer;
}

/** The table of access at work: every entry point is asked, and what declares nothing is refused. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const { viewer, isNested } = callOf(context);
    // A nested field is reached through a parent that the gate let through; its loader carries the viewer.
    if (isNested) return true;
    const access = this.reflector.get<Access | undefined>(ACCESS, context.getHandler());
    if (access === undefined) throw new Error(`${context.getClass().name}.${context.getHandler().name} declares no access`);
    const refusal = refusalOf(access, viewer);
    if (refusal !== undefined) throw refusal;
    return true;
  }
}

function callOf(context: ExecutionContext): { viewer: Viewer; isNested: boolean } {
  if (context.getType<GqlContextType>() !== 'graphql')
    return { viewer: context.switchToHttp().getRequest<WithViewer>().viewer, isNested: false };
  const call = GqlExecutionContext.create(context);
  const parent = call.getInfo<{ parentType: { name: string } }>().parentType.name;
  return { viewer: call.getContext<WithViewer>().viewer, isNested: !['Query', 'Mutation', 'Subscription'].includes(parent) };
}
