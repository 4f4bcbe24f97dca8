/** How many characters of a refused value a message repeats. */
const MAX_QUOTED_CHARS = 40

/**
 * A value as a message names it: on one line, cut after 40 characters, and safe to print: JSON escapes what would
 * break a line or an encoding. `undefined` is `nothing`; lists and objects are named, not shown.
 */
export function quoted(value: unknown): string {
  if (typeof value === 'string') return quotedText(value)
  if (Object.is(value, -0)) return '-0'
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'object' && value !== null) return 'an object'
  return String(value)
}

/**
 * The message of a schema, and the stop after it: one wrong value is one issue. Give it to every check of a schema.
 *
 * @example z.string(saying('is not an id')).regex(ID, saying('is not an id')) // "a/b" is not an id
 */
export const saying = (sentence: string) => ({
  abort: true,
  error: (issue: { readonly input?: unknown }) => `${quoted(issue.input)} ${sentence}`,
})

function quotedText(text: string): string {
  return text.length > MAX_QUOTED_CHARS
    ? `${JSON.stringify(text.slice(0, MAX_QUOTED_CHARS))}... (${text.length} characters)`
    : JSON.stringify(text)
}
