import { describe, expect, it } from '@jest/globals';
import { keepTypedEarly } from './typed-early';

describe('what was typed before the scripts ran', () => {
  it('is put back after they took the page over, and told to them', () => {
    document.body.innerHTML =
      '<input name="email"><textarea name="body">as it was</textarea><input type="checkbox" name="official"><input name="untouched">';
    const [email, official, untouched] = ['email', 'official', 'untouched'].map((name) =>
      document.querySelector<HTMLInputElement>(`[name="${name}"]`)!,
    );
    const body = document.querySelector('textarea')!;
    const told: string[] = [];
    document.body.addEventListener('input', (event) => told.push((event.target as HTMLInputElement).name));
    email!.value = 'a@b.example';
    body.value = 'a long text';
    official!.checked = true;

    const putBack = keepTypedEarly(document);
    email!.value = '';
    body.value = 'as it was';
    official!.checked = false;
    putBack();

    expect([email!.value, body.value, official!.checked, untouched!.value]).toEqual(['a@b.example', 'a long text', true, '']);
    expect(told).toEqual(['email', 'body', 'official']);
  });
});
