import { Field, ObjectType } from '@nestjs/graphql';
import { Product } from '../products/product.type.js';

/** The installation as every page shows it. */
@ObjectType({ description: 'The installation as every page shows it.' })
export class Site {
  @Field()
  name: string;

  @Field({ description: "sRGB hex of the company's accent, its text contrast already checked." })
  accent: string;

  @Field(() => [Product], { description: 'Listed in the order an administrator gave them; archived ones for administrators only.' })
  products: Product[];
}
