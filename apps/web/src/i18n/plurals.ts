/** Russian counts in three forms: 1 голос, 2 голоса, 5 голосов (messages are written "one | few | many"). */
export function russianPlural(count: number): number {
  const tens = Math.abs(count) % 100;
  const ones = tens % 10;
  if (tens > 10 && tens < 20) return 2;
  if (ones === 1) return 0;
  return ones > 1 && ones < 5 ? 1 : 2;
}

/** English messages are written "one | many"; zero counts as many. */
export const englishPlural = (count: number): number => (count === 1 ? 0 : 1);
