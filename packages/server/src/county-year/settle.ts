/** One subject's possible values, in rising order, and the index of the one that it would take by itself. */
export interface Choice {
  readonly options: readonly number[]
  readonly start: number
}

/**
 * Chooses one option for each, so that the values add up to `total`: from where each would stand by itself, moved step
 * by step, everyone in turn. That is how single days are random and their sum is the county's.
 *
 * @returns the chosen value of each
 * @throws RangeError when no more steps help
 */
export function settle(choices: readonly Choice[], total: number): number[] {
  const chosen = choices.map(({ start }) => start)
  const value = (i: number, at: number) => choices[i]?.options[at]
  const valueNow = (i: number) => value(i, chosen[i] as number) as number
  let missing = total - choices.reduce((sum, _choice, i) => sum + valueNow(i), 0)

  while (missing !== 0) {
    const before = missing
    const direction = Math.sign(missing)
    for (let i = 0; i < choices.length && missing * direction > 0; i++) {
      const next = value(i, (chosen[i] as number) + direction)
      if (next === undefined) continue
      const step = next - valueNow(i)
      if (Math.abs(step) > Math.abs(missing)) continue
      chosen[i] = (chosen[i] as number) + direction
      missing -= step
    }
    if (missing === before) throw new RangeError(`${Math.abs(missing)} of ${total} cannot be settled`)
  }
  return chosen.map((_at, i) => valueNow(i))
}
