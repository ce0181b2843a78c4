/** The order that must be kept: one person's interactions on their way into one connection. */
export interface LaneKey {
  connection: string;
  person: string;
}

/** Name of the job that wakes a lane. */
export const LANE_JOB = 'crm.lane';

/** One waiting wake-up per lane. */
export function laneJobKey({ connection, person }: LaneKey): string {
  return `crm:${connection}:${person}`;
}
