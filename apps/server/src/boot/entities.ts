import * as community from '@veche/community';
import { getMetadataArgsStorage } from 'typeorm';

/** Every class that the libs declared as an entity; declaring is registering. */
export function allEntities(): (new () => object)[] {
  // Importing the libs is what fills the storage.
  void community;
  return getMetadataArgsStorage().tables.map(({ target }) => target as new () => object);
}
