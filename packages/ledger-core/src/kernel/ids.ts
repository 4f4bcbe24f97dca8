import { z } from 'zod'
import { saying } from './quoted.ts'

const MAX_LINE_CHARS = 500
const MAX_PROSE_CHARS = 10_000

// Ids stand in URLs and in paths, where "." and ".." climb.
const ID = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/
const SHA256 = /^[0-9a-f]{64}$/
// RFC 9562: versions 1 to 8 of variant 10, and the two constants of sections 5.9 and 5.10.
const UUID =
  /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|0{8}-0{4}-0{4}-0{4}-0{12}|f{8}-f{4}-f{4}-f{4}-f{12})$/
// \p{Cc} are the control characters, \p{Cs} the lone surrogates, U+2028 and U+2029 the separators that break a line.
const LINE = /^[^\p{Cc}\p{Cs}\u2028\u2029]+$/u
// NUL above all: PostgreSQL stores none.
const PROSE = /^(?:[^\p{Cc}\p{Cs}]|[\t\n\r])+$/u

const notAnId = saying('is not an id; write 1 to 64 letters, digits, ".", "_" or "-", other than "." and ".."')
const notASha256 = saying('is not a SHA-256; write 64 lower-case hexadecimal digits')
const notAUuid = saying('is not a UUID of RFC 9562; write it in lower case, with hyphens')
const notALine = saying(`is not a line of text; write 1 to ${MAX_LINE_CHARS} characters without control characters`)
const notProse = saying(
  `is not a text; write 1 to ${MAX_PROSE_CHARS} characters, of the control characters only tab and line break`,
)

/** Names one thing inside a project for ever: a bid, an award, a contract. Letter case counts. */
export const Id = z.string(notAnId).regex(ID, notAnId)
export type Id = z.infer<typeof Id>

/** Names a project in the ledger. */
export const ProjectId = Id.meta({ description: 'The id of a project.' })
export type ProjectId = z.infer<typeof ProjectId>

/** A SHA-256, as of a document or a sealed bid. */
export const Sha256 = z.string(notASha256).regex(SHA256, notASha256)
export type Sha256 = z.infer<typeof Sha256>

/** A UUID in its canonical form. Upper case is refused, since two spellings of one id would be two ids. */
export const Uuid = z.string(notAUuid).regex(UUID, notAUuid)
export type Uuid = z.infer<typeof Uuid>

/** A title, a name, a reason: one line of 1 to 500 UTF-16 code units. */
export const Line = z.string(notALine).min(1, notALine).max(MAX_LINE_CHARS, notALine).regex(LINE, notALine)
export type Line = z.infer<typeof Line>

/** A question, an answer, a report: 1 to 10 000 UTF-16 code units, with line breaks. */
export const Prose = z.string(notProse).min(1, notProse).max(MAX_PROSE_CHARS, notProse).regex(PROSE, notProse)
export type Prose = z.infer<typeof Prose>
