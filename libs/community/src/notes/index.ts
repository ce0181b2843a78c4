import { NoteResolver } from './note.resolver.js';
import { NoteService } from './note.service.js';

export const notesProviders = [NoteService, NoteResolver];
