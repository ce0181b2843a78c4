type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/**
 * What people typed before the scripts ran: taking over a page sets its fields to what the server knew.
 * @returns puts it back, as if typed once more; call it after the page was taken over
 */
export function keepTypedEarly(document: Document): () => void {
  const kept = [...document.querySelectorAll<Control>('input, textarea, select')].filter(isTouched).map((control) => ({
    control,
    value: control.value,
    checked: control instanceof HTMLInputElement && control.checked,
  }));
  return () => {
    for (const { control, value, checked } of kept) {
      if (control instanceof HTMLInputElement && isTick(control)) control.checked = checked;
      else control.value = value;
      control.dispatchEvent(new Event('input', { bubbles: true }));
      control.dispatchEvent(new Event('change', { bubbles: true }));
    }
  };
}

function isTouched(control: Control): boolean {
  if (control instanceof HTMLSelectElement) return [...control.options].some((option) => option.selected !== option.defaultSelected);
  if (control instanceof HTMLInputElement && isTick(control)) return control.checked !== control.defaultChecked;
  return control.type !== 'hidden' && control.type !== 'file' && control.value !== control.defaultValue;
}

const isTick = ({ type }: HTMLInputElement): boolean => type === 'checkbox' || type === 'radio';
