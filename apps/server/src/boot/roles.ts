/** What a process can be; any number of processes may be any of them, and one may be several. */
export const ROLES = ['api', 'web', 'worker'] as const;

/** api: GraphQL, files, machines' routes, sockets. web: pages and their assets. worker: jobs and the readers of the log. */
export type Role = (typeof ROLES)[number];

export type Roles = ReadonlySet<Role>;

/** Whether somebody wrote the name of a role. */
export function isRole(name: string | undefined): name is Role {
  return ROLES.some((role) => role === name);
}
