import { Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { SecurityReader } from './security.reader.js';
import { Security } from './security.type.js';

@Resolver(() => Security)
export class SecurityResolver {
  constructor(private readonly reader: SecurityReader) {}

  @Query(() => Security)
  @Allow('member')
  security(@CurrentViewer() viewer: Viewer): Promise<Security> {
    return this.reader.of(viewer);
  }
}
