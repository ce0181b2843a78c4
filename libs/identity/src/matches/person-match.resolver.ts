import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { PersonMatchService } from './person-match.service.js';
import { MatchDecision, PersonMatch } from './person-match.type.js';

@Resolver(() => PersonMatch)
export class PersonMatchResolver {
  constructor(private readonly matches: PersonMatchService) {}

  @Query(() => [PersonMatch], { description: 'Persons who may be one human, undecided.' })
  @Allow(['CRM_ADMIN', 'ADMIN'])
  personMatches(): Promise<PersonMatch[]> {
    return this.matches.open();
  }

  @Mutation(() => Boolean)
  @Allow(['CRM_ADMIN', 'ADMIN'])
  decidePersonMatch(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID }) id: string,
    @Args('decision', { type: () => MatchDecision }) decision: MatchDecision,
  ): Promise<boolean> {
    return this.matches.decide(viewer, id, decision);
  }
}
