import { Field, ID, ObjectType } from '@nestjs/graphql';

/** A provider that one can sign in with here. */
@ObjectType()
export class SignInProvider {
  @Field(() => ID)
  id: string;

  @Field()
  name: string;

  @Field({ description: 'Which sign its button bears: vk, yandex, facebook, google, telegram, company or openid.' })
  mark: string;
}

/** The ways in that this portal offers. */
@ObjectType()
export class SignInOptions {
  @Field(() => [SignInProvider])
  providers: SignInProvider[];

  @Field({ description: 'Whether a forgotten password can be set anew by mail.' })
  sendsMail: boolean;

  @Field({ description: 'Goes into the form of a new account, and comes back with it.' })
  formToken: string;
}
