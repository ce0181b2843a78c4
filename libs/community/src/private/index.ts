import { LetterToPersonService } from './letter-to-person.service.js';
import { PrivateResolver } from './private.resolver.js';
import { PublicationReader } from './publication.reader.js';
import { PublicationService } from './publication.service.js';

export const privateProviders = [LetterToPersonService, PrivateResolver, PublicationReader, PublicationService];
