import { listBenches } from './lists.mjs';
import { scaleBench } from './scale.mjs';
import { topicBenches } from './topic.mjs';
import { votersBench } from './voters.mjs';
import { bytesBench, memoryBench, startBench } from './whole.mjs';
import { writeBenches } from './writes.mjs';

/**
 * @typedef {object} Bench
 * @property {string} name
 * @property {string} title
 * @property {Record<string, number>} aim what the issue asks for; empty: the number alone
 * @property {Record<string, string>} [env] of the portal
 * @property {boolean} [writes] each request may be sent once, and is known by its row
 * @property {(data: any) => any} [ours] requests, and with what every answer begins
 * @property {(data: any) => any} [ceiling] the same for the ceiling
 * @property {(data: any) => string} [shows] what the first answer must hold
 * @property {string} [rows] counts the rows that a write makes
 * @property {(data: any, context: any) => any} [run] instead of the race with a ceiling
 * @property {boolean} [startsItself] needs no portal
 * @property {boolean} [isAlone] needs a portal that nothing has happened to
 */

/** @type {Bench[]} */
export const benches = [...topicBenches, ...listBenches, ...writeBenches, votersBench, bytesBench, memoryBench, startBench, scaleBench];
