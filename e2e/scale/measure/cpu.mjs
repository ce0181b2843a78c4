// CPU time and memory of processes as the kernel counts them, from /proc.
import { readFileSync, readdirSync } from 'node:fs';

/** The kernel's tick: 10 ms on every Linux that Node runs on. */
const TICK = 10;

/** Fields of /proc/<pid>/stat from the third on (the name before may hold spaces). */
function fieldsOf(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** Milliseconds of CPU that all threads of a process have used. */
export function cpuOf(pid) {
  const fields = fieldsOf(pid);
  return (Number(fields[11]) + Number(fields[12])) * TICK;
}

/**
 * Milliseconds of CPU of a PostgreSQL cluster: its first process, all living children, and those that have ended (whose time the
 * kernel adds to the parent).
 */
export function cpuOfCluster(postmaster) {
  const own = fieldsOf(postmaster);
  let sum = own.slice(11, 15).reduce((total, ticks) => total + Number(ticks), 0) * TICK;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (Number(fieldsOf(name)[1]) === postmaster) sum += cpuOf(name);
    } catch {
      // Ended while we looked.
    }
  }
  return sum;
}

/** Resident memory of a process in bytes. */
export function memoryOf(pid) {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
}

export function parentOf(pid) {
  return Number(fieldsOf(pid)[1]);
}
