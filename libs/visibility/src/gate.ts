import { Injectable } from '@nestjs/common';
import { Database, type Reader } from '@veche/platform';
import type { Viewer } from './viewer.js';

/** Which connection a viewer's reading goes through: visitors get the one that PostgreSQL itself guards. */
@Injectable()
export class Gate {
  constructor(private readonly database: Database) {}

  readerFor(viewer: Viewer): Reader {
    return viewer.personId === null ? this.database.anonymous : this.database.main;
  }
}
