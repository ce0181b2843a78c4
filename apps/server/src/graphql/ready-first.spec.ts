import { beforeAll, describe, expect, it } from '@jest/globals';
import { Field, GraphQLSchemaBuilderModule, GraphQLSchemaFactory, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { Test } from '@nestjs/testing';
import { type GraphQLObjectType, type GraphQLSchema, graphql } from 'graphql';
import { readyFirst } from './ready-first.js';

@ObjectType()
class Parcel {
  @Field(() => String)
  plain!: string;

  @Field(() => String, { name: 'label' })
  text!: string;

  @Field(() => String, { nullable: true, defaultValue: 'nobody' })
  sender?: string;

  @Field(() => String)
  loaded!: string;
}

@Resolver(() => Parcel)
class ParcelResolver {
  @Query(() => Parcel)
  parcel(): Partial<Parcel> {
    return {};
  }
}

describe('a field of a type', () => {
  let schema: GraphQLSchema;
  let loads: number;
  const field = (name: string) => (schema.getType('Parcel') as GraphQLObjectType).getFields()[name]!;
  const asked = async (value: object) => {
    schema.getQueryType()!.getFields()['parcel']!.resolve = () => value;
    const { data, errors } = await graphql({ schema, source: '{ parcel { plain label sender loaded } }' });
    expect(errors).toBeUndefined();
    return { ...(data!['parcel'] as object) };
  };

  beforeAll(async () => {
    const module = await Test.createTestingModule({ imports: [GraphQLSchemaBuilderModule] }).compile();
    schema = await module.get(GraphQLSchemaFactory).create([ParcelResolver]);
    field('loaded').resolve = async () => `loaded ${++loads}`;
    loads = 0;
    readyFirst(schema);
  });

  it('is read in place when it is but a property of its own name', () => {
    expect(field('plain').resolve).toBeUndefined();
  });

  it('keeps its resolver when it has another name than the property, or something to say when there is none', async () => {
    expect(await asked({ plain: 'p', text: 't', loaded: 'here' })).toEqual({ plain: 'p', label: 't', sender: 'nobody', loaded: 'here' });
  });

  it('is taken from the parent that brought it along, and is loaded for any other', async () => {
    expect(await asked({ plain: 'p', text: 't', loaded: 'here' })).toMatchObject({ loaded: 'here' });
    expect(loads).toBe(0);
    expect(await asked({ plain: 'p', text: 't' })).toMatchObject({ loaded: 'loaded 1' });
  });
});
