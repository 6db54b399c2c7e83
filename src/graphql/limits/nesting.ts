/** Whether a JSON value has more than `most` levels of lists and objects. Never recurses: JSON may be very deep. */
export function isNestedDeeper(value: unknown, most: number): boolean {
  const open: { value: unknown; levels: number }[] = [{ value, levels: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    if (typeof next.value !== 'object' || next.value === null) continue;
    const levels = next.levels + 1;
    if (levels > most) return true;
    for (const inner of Object.values(next.value)) open.push({ value: inner, levels });
  }
  return false;
}
