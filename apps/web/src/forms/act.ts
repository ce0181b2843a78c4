import { useClientHandle } from '@urql/vue';
import { ref } from 'vue';
import { useRouter } from 'vue-router';
import { signInPath } from '../page/page-query.ts';
import { formErrors } from './errors.ts';
import type { AnyForm, Fields, FormError } from './form.ts';
import { forms, type FormName } from './index.ts';
import { useI18n } from '../i18n/translator.ts';

export interface Acted {
  data?: unknown;
  errors: FormError[];
}

/**
 * Does one act of the forms table from a script. Who has to sign in is taken there and back; a lost network is told in
 * the person's language. The caller decides where to go next.
 */
export function useAct() {
  const { client } = useClientHandle();
  const router = useRouter();
  const { t } = useI18n();
  const busy = ref(false);

  async function act(name: FormName, fields: Fields): Promise<Acted> {
    const entry: AnyForm = forms[name];
    busy.value = true;
    // A first reply is of a type that its topic's page has not seen: whatever shows topics is asked for again.
    const result = await client.mutation(entry.document, entry.variables(fields), { additionalTypenames: ['Topic'] }).toPromise();
    busy.value = false;
    if (!result.error) return { data: result.data, errors: [] };
    const errors = formErrors(result.error.graphQLErrors);
    if (errors.some((e) => e.code === 'UNAUTHENTICATED')) {
      await router.push(signInPath(router.currentRoute.value.fullPath));
    }
    return { errors: errors.length ? errors : [{ message: t('common.offline'), code: 'NETWORK' }] };
  }
  return { act, busy };
}

/** What a form element holds, as a plain POST would send it; files are uploaded by their own control. */
export function fieldsOf(form: HTMLFormElement, submitter: HTMLElement | null): Fields {
  const fields: Fields = {};
  for (const [name, value] of new FormData(form, submitter)) {
    if (typeof value !== 'string') continue;
    const before = fields[name];
    fields[name] = before === undefined ? value : [before, value].flat();
  }
  return fields;
}
