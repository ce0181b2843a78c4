import { accountForms } from './account.forms.ts';
import { adminForms } from './admin.forms.ts';
import { askForms } from './ask.forms.ts';
import { crmForms } from './crm.forms.ts';
import type { AnyForm } from './form.ts';
import { groupForms } from './group.forms.ts';
import { moderationForms } from './moderation.forms.ts';
import { notificationForms } from './notification.forms.ts';
import { privateForms } from './private.forms.ts';
import { replyForms } from './reply.forms.ts';
import { topicForms } from './topic.forms.ts';

/** Every act of the portal that a form can do, by the name that the hidden field `_form` carries. */
export const forms = {
  ...topicForms,
  ...replyForms,
  ...askForms,
  ...accountForms,
  ...groupForms,
  ...notificationForms,
  ...crmForms,
  ...adminForms,
  ...moderationForms,
  ...privateForms,
} satisfies Record<string, AnyForm>;

export type FormName = keyof typeof forms;

/** An entry by a name that came from outside; own properties only, so that `__proto__` names nothing. */
export function formNamed(name: string): AnyForm | undefined {
  return Object.hasOwn(forms, name) ? forms[name as FormName] : undefined;
}
