import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext, type GqlContextType } from '@nestjs/graphql';
import type { WithViewer } from './access/access.guard.js';

/** The viewer of this request, as a parameter of a resolver or route. */
export const CurrentViewer = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  context.getType<GqlContextType>() === 'graphql'
    ? GqlExecutionContext.create(context).getContext<WithViewer>().viewer
    : context.switchToHttp().getRequest<WithViewer>().viewer,
);
