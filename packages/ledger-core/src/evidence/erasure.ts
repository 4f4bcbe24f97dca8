import type { LoggedFact, SealedEvent } from './sealed-event.ts'

// A canonical leaf holds this nowhere else: streams, types and ids have no quotation mark.
const PERSONAL_COMMITMENT = ',"personal":"'

/** Whether a leaf commits to a personal part, be it still there or not. */
export const commitsToPersonal = (leaf: string): boolean => leaf.includes(PERSONAL_COMMITMENT)

/** An event whose leaf commits to a personal part that is not there: erased, or missing. */
export const isBare = ({ leaf, personal }: Pick<SealedEvent, 'leaf' | 'personal'>): boolean =>
  personal === undefined && commitsToPersonal(leaf)

type Stated = Pick<LoggedFact, 'type' | 'data'>

export const isErasure = ({ type }: Pick<LoggedFact, 'type'>): boolean => type === 'PersonalDataErased'

/** The event whose personal part a PersonalDataErased takes away; undefined for any other event. */
export function erasedBy(event: Stated): string | undefined {
  if (!isErasure(event)) return undefined
  const target = targetOf(event.data)
  // A longer text is the id of no event; whoever keeps it would keep whatever a forger likes.
  return typeof target === 'string' && target.length <= ID_CHARS ? target : undefined
}

/** A uuid as text. */
const ID_CHARS = 36

/** Whether `event` is the PersonalDataErased that names `eventId`: the one reason for which a personal part may go. */
export const isErasable = (event: Stated, eventId: string): boolean => erasedBy(event) === eventId

/** A verifier reads what somebody else wrote: a text that is no object names no target. */
function targetOf(data: string): unknown {
  try {
    return JSON.parse(data)?.target
  } catch {
    return undefined
  }
}
