/** Name of the job that asks a parked connection whether it works again. */
export const PROBE_JOB = 'crm.probe';

/** One waiting question per connection. */
export function probeJobKey(connection: string): string {
  return `crm:probe:${connection}`;
}
