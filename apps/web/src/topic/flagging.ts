import { useViewer } from '../frame/frame.ts';

/**
 * Where this viewer points a reply out: members do, and nobody their own, which is deleted instead. What is not out in the open is with
 * the moderators already.
 */
export function useFlagging() {
  const { person } = useViewer();
  return (path: string, { id, state, author }: { id: string; state: string; author?: { id: string } | null }): string | undefined =>
    person.value && person.value.id !== author?.id && state === 'PUBLISHED' ? `${path}/flag?reply=${id}` : undefined;
}
