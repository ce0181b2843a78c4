import type { Config, Message, PlainConnection } from '@veche/platform';

/** One thing that is wrong, in words, and what to do. */
export interface Finding {
  /** Stable, for programs: `noun-state`. */
  name: string;
  says: Message;
  mend: Message;
}

/** What the checks look at; everything that a test may want to be otherwise stands here. */
export interface Installation {
  config: Config;
  /** Folder of our migrations. */
  migrations: string;
  /** Folder of the built pages. */
  webDist: string;
  now(): Date;
  /** Of the disk that a folder is on, in bytes. */
  space(folder: string): Promise<{ free: number; total: number }>;
}

/** An installation whose database answers and has our tables. */
export interface ReachableInstallation extends Installation {
  connection: PlainConnection;
}

/** Looks at the machine and the settings; needs no database. */
export interface LocalCheck {
  needsDatabase: false;
  look(installation: Installation): Promise<Finding[]>;
}

/** Looks into the database, and changes nothing there. */
export interface DatabaseCheck {
  needsDatabase: true;
  look(installation: ReachableInstallation): Promise<Finding[]>;
}

export type Check = LocalCheck | DatabaseCheck;
