import type { Viewer } from '@veche/visibility';
import type { Server, Socket } from 'socket.io';
import type { Bucket } from './bucket.js';

/** One thing that may be worth a look, told without a word of its content: ids, and what kind of thing happened. */
export interface Frame {
  /**
   * `reply`: something new was said; `votes`: a number moved; `changed`: words, status, verdict or state are others now;
   * `asked`: a new topic, to who watches a list.
   */
  kind: 'reply' | 'votes' | 'changed' | 'asked';
  topic: string;
  reply?: string;
  /** Done by the person whose socket this is. */
  own?: true;
}

/** What a watch is told in one go. */
export interface Frames {
  /** The watch, by the name that its answer gave. */
  watch: string;
  /** Where to go on after a lost connection. Says nothing to who reads it: positions would tell how much is hidden between two. */
  cursor: string;
  frames: Frame[];
  /** So many are told at once that whoever asks the portal about it should do so at a random moment of this many milliseconds. */
  spread: number;
}

/** What the portal says to a browser. */
export interface Said {
  /** Something happened in what is watched. */
  frames: (frames: Frames) => void;
  /** The inbox has something new. */
  inbox: () => void;
  /** This process stops: connect again, to whichever, at a random moment of this many milliseconds. */
  again: (within: number) => void;
}

/** What processes say to each other. */
export interface Between {
  /** The log has news. */
  placed: () => void;
}

/** How far one socket was told of one thing. */
export interface Watch {
  /** Position of the log. */
  told: number;
  /** What was missed is being gathered: until then nothing else is told. */
  catching: boolean;
  /** A row of a list: only the votes on the topic itself are told. */
  isRow?: true;
}

/** What the portal remembers of a socket. */
export interface Listener {
  viewer: Viewer;
  /** How many words of changed rights had come before the viewer was asked about. */
  words: number;
  bucket: Bucket;
  /** By room. */
  watches: Map<string, Watch>;
}

/** Nothing that a browser sends is an event: `Dispatcher` takes it before it becomes one. */
type Heard = Record<never, never>;
export type LiveServer = Server<Heard, Said, Between, Listener>;
export type LiveSocket = Socket<Heard, Said, Between, Listener>;

/** Room of all sockets of a person, on whatever device. */
export const personRoom = (personId: string): string => `person:${personId}`;
/** Room of all sockets that one session opened. */
export const sessionRoom = (sessionId: string): string => `session:${sessionId}`;
