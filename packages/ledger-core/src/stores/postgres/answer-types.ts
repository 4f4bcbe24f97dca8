import type { CustomTypesConfig } from 'pg'

/**
 * How answers are read. The driver's own table is shared by the whole process, and whoever else uses it may have put
 * parsers of his own in: a conflict would then pass for a success. What has eight bytes stays a text.
 */
export const ANSWER_TYPES: CustomTypesConfig = {
  getTypeParser: ((oid: number) => PARSERS.get(oid) ?? asText) as CustomTypesConfig['getTypeParser'],
}

/** A process may have asked for binary answers of all its connections: then no answer would be a text. */
export function answerAsTexts(client: object): void {
  Object.assign(client, { binary: false })
}

const asText = (text: string): string => text

/** `\x` and the digits: every connection asks for this form. */
const asBytes = (text: string): Buffer => Buffer.from(text.slice(2), 'hex')

/** By the number of the type in pg_type. */
const PARSERS: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [16, (text) => text === 't'],
  [17, asBytes],
  [21, Number],
  [23, Number],
])
