/** The middle of some numbers. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * The probability of a difference at least as great as the one seen if both samples came of one distribution: the two-sample test of
 * Kolmogorov and Smirnov with its asymptotic series, good from about 30 values each.
 */
export function sameDistribution(a: readonly number[], b: readonly number[]): number {
  const [left, right] = [[...a].sort((x, y) => x - y), [...b].sort((x, y) => x - y)];
  let [i, j, greatest] = [0, 0, 0];
  while (i < left.length && j < right.length) {
    const next = Math.min(left[i]!, right[j]!);
    while (i < left.length && left[i]! <= next) i += 1;
    while (j < right.length && right[j]! <= next) j += 1;
    greatest = Math.max(greatest, Math.abs(i / left.length - j / right.length));
  }
  const size = Math.sqrt((left.length * right.length) / (left.length + right.length));
  const lambda = (size + 0.12 + 0.11 / size) * greatest;
  let p = 0;
  for (let k = 1; k <= 100; k += 1) p += 2 * (-1) ** (k - 1) * Math.exp(-2 * k * k * lambda * lambda);
  return Math.min(1, Math.max(0, lambda < 0.2 ? 1 : p));
}
