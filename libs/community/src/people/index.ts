import { WritingReader } from './writing.reader.js';
import { WritingResolver } from './writing.resolver.js';

export const peopleProviders = [WritingReader, WritingResolver];
