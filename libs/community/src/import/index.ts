import { ImportReader } from './import.reader.js';
import { ImportedReplies } from './imported-replies.js';
import { ImportedTopics } from './imported-topics.js';

export const importProviders = [ImportedTopics, ImportedReplies, ImportReader];
