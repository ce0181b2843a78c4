import { Field, ObjectType } from '@nestjs/graphql';

/** A secret for an authenticator, told once; it is asked for after a first code from it was right. */
@ObjectType()
export class SecondFactorSecret {
  @Field({ description: 'To be typed by hand.' })
  secret: string;

  @Field({ description: 'The same as an address that authenticators open (otpauth:).' })
  uri: string;

  @Field({ description: 'The same as a picture to be scanned: a data address.' })
  picture: string;
}
